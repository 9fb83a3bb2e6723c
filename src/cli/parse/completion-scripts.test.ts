import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../commands.ts';
import { completionScript, SHELLS } from './completion-scripts.ts';

const commands = await Promise.all(COMMANDS.map(({ load }) => load()));
const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'multiroi-completions-'));
  for (const shell of SHELLS) {
    writeFileSync(join(folder, shell), completionScript(shell, commands));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(SHELLS)('%s is told of every command and every option', (shell) => {
  const script = completionScript(shell, commands);
  for (const { name, options } of commands) {
    expect(script).toContain(name);
    for (const option of Object.keys(options)) {
      expect(script).toContain(shell === 'fish' ? `-l ${option}` : `--${option}`);
    }
  }
});

describe.skipIf(!has('bash'))('bash', () => {
  /** What is offered for the last of the words. */
  function offered(...words: string[]): string[] {
    const script = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _multiroi; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const args = ['-c', script, 'bash', join(folder, 'bash'), ...words];
    return execFileSync('bash', args, { encoding: 'utf8' }).trim().split('\n');
  }

  test('commands, options, the words of an option, the words of an operand', () => {
    expect(offered('multiroi', 'pre')).toEqual(['predict']);
    expect(offered('multiroi', 'predict', 'a.jpg', '--ref')).toEqual(['--refine']);
    expect(offered('multiroi', 'predict', '--no-ref')).toEqual(['--no-refine']);
    expect(offered('multiroi', 'predict', '--quality', '')).toEqual(['standard', 'best']);
    expect(offered('multiroi', 'predict', '--save', 'g')).toEqual(['glb']);
    expect(offered('multiroi', 'completions', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(offered('multiroi', 'help', 'doc')).toEqual(['doctor']);
  });

  test('where a file is wanted nothing is offered, so that the shell offers files', () => {
    expect(offered('multiroi', 'predict', '--out', 'a')).toEqual(['']);
    expect(offered('multiroi', 'predict', 'ph')).toEqual(['']);
  });
});

test.skipIf(!has('zsh'))('zsh reads its own', () => {
  expect(spawnSync('zsh', ['-n', join(folder, 'zsh')], { encoding: 'utf8' }).stderr).toBe('');
});

test.skipIf(!has('fish'))('fish reads its own', () => {
  expect(spawnSync('fish', ['-n', join(folder, 'fish')], { encoding: 'utf8' }).stderr).toBe('');
});
