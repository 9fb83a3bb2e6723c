/** @file The folder for what users bring: imported bodies, downloaded weights. */

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * `MULTIROI_HOME`, else the platform's place for application data (the XDG base directory on Linux).
 * The folder need not exist.
 */
export function userDataFolder(
  env: Readonly<NodeJS.ProcessEnv> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env['MULTIROI_HOME']) return env['MULTIROI_HOME'];
  if (platform === 'win32') {
    return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'multiroi');
  }
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'multiroi');
  const xdg = env['XDG_DATA_HOME'] ?? '';
  // the specification has relative paths ignored
  return join(isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'multiroi');
}
