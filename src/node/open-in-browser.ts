/** @file An address in the browser of whoever sits at this machine. */

import { spawn } from 'node:child_process';

/** What opens an address: `BROWSER` where it is set, else the system's own way. */
export function browserCommand(
  url: string,
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): readonly [program: string, ...args: string[]] {
  const { BROWSER: own } = env;
  if (own !== undefined && own !== '') return [own, url];
  if (platform === 'darwin') return ['open', url];
  // the empty word is the window's title, which the address would else be taken for
  if (platform === 'win32') return ['cmd', '/c', 'start', '""', url];
  return ['xdg-open', url];
}

/** How long is waited for a program to say that it cannot. */
const SOON_MS = 2000;

/**
 * Opens an address of this machine.
 * @returns whether something took it; a program that goes on is taken to have done so.
 */
export function openInBrowser(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const [program, ...args] = browserCommand(url, process.platform, env);
  return new Promise((settle) => {
    const child = spawn(program, args, { detached: true, stdio: 'ignore', env: { ...env } });
    const timer = setTimeout(() => settle(true), SOON_MS);
    const end = (isOpen: boolean): void => {
      clearTimeout(timer);
      settle(isOpen);
    };
    child.on('error', () => end(false));
    child.on('exit', (code) => end(code === 0));
    child.unref();
  });
}
