import { EngineClient } from '../src/web/index.ts';

const worker = new Worker(new URL('../src/web/worker.ts', import.meta.url), { type: 'module' });
const engine = new EngineClient(worker as never);
const folder = (name: string): string => new URL(name, document.baseURI).href;
Object.assign(globalThis, { engine, folder });
