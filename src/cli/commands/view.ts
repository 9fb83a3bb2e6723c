/** @file `multiroi view`: the page in a browser of this machine. */

import { cp, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { MultiRoiError } from '../../base/index.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import type { Io } from '../shared/io.ts';
import { flag, integer, text } from '../parse/option.ts';

/** Everything a host needs, as files: the page with its models. */
async function writeStatic(io: Io, folder: string): Promise<void> {
  const [{ nodeFiles }, { PAGE_FILES, PAGE_ROOT, PAGE_RUNTIME }] = await Promise.all([
    import('../../node/index.ts'),
    import('../../server/page/index.ts'),
  ]);
  await cp(PAGE_ROOT, folder, { recursive: true, filter: (path) => !path.endsWith('.stamp') });
  await cp(PAGE_RUNTIME, join(folder, 'ort'), { recursive: true });
  for (const name of PAGE_FILES) {
    const to = join(folder, 'files', name);
    await mkdir(dirname(to), { recursive: true });
    await io.write(to, await nodeFiles.asset(name));
  }
}

/** Until Ctrl-C. */
function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((settle) => signal.addEventListener('abort', () => settle(), { once: true }));
}

export const view: Command = defineCommand({
  name: 'view',
  summary: 'The page: reconstructs photographs in a browser, and shows results',
  description:
    'Serves the page on this machine, for this machine only, until Ctrl-C, and prints its address. Photographs given to the page stay in the browser, which runs the same networks. With a file or a folder, its results (JSON of multiroi predict, NPZ with the keys of other programs) are listed in the page with a small picture each, and the first is shown; photographs that results name are shown when they lie below the working folder or the results. With --static the page and its models are written to a folder that any host can serve.',
  operands: { usage: '[file or folder]', min: 0, max: 1 },
  options: {
    port: integer('n', 'port; 0 takes any that is free', { min: 0, max: 65_535, default: 0 }),
    open: flag('open it in the browser of this machine; BROWSER says which'),
    static: text('folder', 'write the page and its models there instead of serving them'),
  },
  examples: [
    ['multiroi view', 'prints the address of the page'],
    ['multiroi view out/ --port 8080', 'shows the results in out/'],
    ['multiroi view out/ --open', 'the same, in a browser at once'],
    ['multiroi view people.npz', 'shows one file'],
    ['multiroi view --static site/', 'writes a folder for any web host'],
  ],
  run: async ({ values, operands: [folder], io, log, json }) => {
    if (values.static !== undefined) {
      if (folder !== undefined) {
        throw new MultiRoiError('E_CONFIG', 'view: expected a folder or --static, got both');
      }
      await writeStatic(io, resolve(io.cwd, values.static));
      log.info(`the page is in ${values.static}`);
      json.push({ folder: values.static });
      return 0;
    }
    const { servePage } = await import('../../server/page/index.ts');
    const server = await servePage({
      port: values.port,
      cwd: io.cwd,
      results: folder === undefined ? undefined : resolve(io.cwd, folder),
    });
    if (values.json) {
      json.push({ url: server.url });
      // whoever waits for it need not wait for the end
      json.end();
    } else io.stdout.write(`${server.url}\n`);
    for (const line of server.unread) log.warn(line);
    if (values.open) {
      const { openInBrowser } = await import('../../node/index.ts');
      const isOpen = await openInBrowser(server.url, io.env);
      if (!isOpen) log.warn(`view: expected a browser, got none; open ${server.url} yourself`);
    }
    log.info('Ctrl-C stops it');
    await stopped(io.signal);
    await server.close();
    return 0;
  },
});
