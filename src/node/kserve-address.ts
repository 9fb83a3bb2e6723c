/**
 * @file What `--provider kserve+<address>` and MULTIROI_KSERVE_TOKEN mean. The token that this machine's own server
 * asks for (MULTIROI_TOKEN) is never sent: a provider's address would be enough to give it away.
 */

import { MultiRoiError } from '../base/index.ts';
import { kserveRuntime } from './kserve-runtime.ts';
import { isLoopback } from './loopback.ts';
import type { Runtime } from '../platform/index.ts';

/** What a provider's name begins with when it is such a server's address: `kserve+http://127.0.0.1:8000`. */
export const KSERVE_PREFIX = 'kserve+';

const TOKEN = 'MULTIROI_KSERVE_TOKEN';

/** @throws E_CONFIG for what is no address of http or https. */
function addressOf(provider: string): URL {
  const text = provider.slice(KSERVE_PREFIX.length);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // a name and a password in an address end up in logs and messages
  const plain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url !== undefined && plain && /^https?:$/.test(url.protocol)) return url;
  const got = url !== undefined && !plain ? 'one with more in it' : `"${text}"`;
  throw new MultiRoiError(
    'E_CONFIG',
    `provider: expected ${KSERVE_PREFIX}http://host:port or ${KSERVE_PREFIX}https://host:port, got ${got}`,
    { hint: `a token goes into ${TOKEN}` },
  );
}

/**
 * The runtime of such a provider; its token goes over TLS, or to this machine.
 * @throws E_CONFIG for an address that is none, and for a token that would cross a network in the clear.
 */
export function kserveProvider(
  provider: string,
  env: Readonly<Record<string, string | undefined>>,
): Runtime {
  const url = addressOf(provider);
  const token = env[TOKEN] === '' ? undefined : env[TOKEN];
  if (token !== undefined && url.protocol !== 'https:' && !isLoopback(url.hostname)) {
    throw new MultiRoiError(
      'E_CONFIG',
      `provider: expected https:// for the token in ${TOKEN}, got http:// to ${url.host}`,
      { hint: `use https, or a tunnel to 127.0.0.1, or unset ${TOKEN}` },
    );
  }
  return kserveRuntime(url.href.replace(/\/+$/, ''), { token });
}
