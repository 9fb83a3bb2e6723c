/** @file The routes that a server has, and what it says of others. */

import type { FastifyInstance } from 'fastify';
import { HttpError } from './problem.ts';

/** A route as it stands in the application. */
export interface Route {
  readonly method: string;
  /** As it was registered, `/v2/models/:name`. */
  readonly url: string;
}

/** Every route that is registered from now on, as it is registered. */
export function collectRoutes(app: FastifyInstance): readonly Route[] {
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push({ method: each, url });
  });
  return routes;
}

function fits({ url }: Route, path: string): boolean {
  return new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`).test(path);
}

/** The methods of a path, with its query or without. */
export function methodsAt(routes: readonly Route[], url: string): readonly string[] {
  const path = url.split('?')[0] ?? '';
  return routes.filter((route) => fits(route, path)).map(({ method }) => method);
}

/** Answers what no route takes: 405 where the path has another method, else 404. */
export function refuseOthers(app: FastifyInstance, routes: readonly Route[]): void {
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsAt(routes, request.url);
    const status = allowed.length > 0 ? 405 : 404;
    if (status === 405) void reply.header('allow', allowed.join(', '));
    throw new HttpError(
      status,
      'E_CONFIG',
      `serve: expected a path of this server, got ${request.method} ${request.url.slice(0, 200)}`,
      { hint: 'GET /openapi.json tells them' },
    );
  });
}
