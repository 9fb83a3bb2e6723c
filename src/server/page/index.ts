/** @file The page and the folders it shows, over HTTP, without the networks. */

export {
  PAGE_FILES,
  PAGE_ROOT,
  PAGE_RUNTIME,
  servePage,
  type PageServer,
  type ServePageOptions,
} from './serve-page.ts';
