/** @file Folders and buckets behind one interface. */

export { fullAddress, isBucketAddress, Storages, type StorageContext } from './open-storage.ts';
export type { Environment } from './s3-client.ts';
export { requireKey, type Storage, type StoredObject } from './storage.ts';
