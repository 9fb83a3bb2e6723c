/** @file The HTTP server. */

export { openApi } from './openapi.ts';
export { LIMITS, type Limits, type ServerOptions } from './options.ts';
export { startServer, type Server } from './server.ts';
