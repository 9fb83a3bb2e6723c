/** @file `multiroi completions`: what a shell reads to complete command lines. */

import { defineCommand, type Command } from '../parse/command.ts';
import { completionScript, SHELLS } from '../parse/completion-scripts.ts';
import { UsageError } from '../parse/option.ts';

export const completionsCommand: Command = defineCommand({
  name: 'completions',
  summary: 'What bash, zsh or fish need to complete command lines',
  description:
    'Prints a script that completes commands, options and the words that options take. It is made from the same tables as the help, and nothing is run while somebody types. Print it again after an update.',
  operands: { usage: '<bash|zsh|fish>', min: 1, max: 1 },
  options: {},
  examples: [
    ['multiroi completions bash >> ~/.bashrc', 'for every bash to come'],
    ['multiroi completions zsh > ~/.zfunc/_multiroi', 'for zsh, where ~/.zfunc is in fpath'],
    ['multiroi completions fish > ~/.config/fish/completions/multiroi.fish', 'for fish'],
  ],
  run: async ({ values, operands: [given = ''], all, io, json }) => {
    const shell = SHELLS.find((name) => name === given);
    if (shell === undefined) {
      throw new UsageError(`multiroi completions: expected ${SHELLS.join(', ')}, got "${given}"`);
    }
    const script = completionScript(shell, await all());
    if (values.json) json.push({ shell, script });
    else io.stdout.write(script);
    return 0;
  },
});
