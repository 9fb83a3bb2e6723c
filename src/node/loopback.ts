/** @file Which addresses are this machine's own. */

const LOOPBACK_NAMES = new Set(['::1', '[::1]', 'localhost']);

/** Whether a host, by address or name, can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return LOOPBACK_NAMES.has(host) || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
