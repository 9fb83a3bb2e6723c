/** @file The HTTP server. */

export { openApi } from './openapi.ts';
export { LIMITS, type Limits, type ServerOptions } from './options.ts';
export { type Server, startServer } from './server.ts';
