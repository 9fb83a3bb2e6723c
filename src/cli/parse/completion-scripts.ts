/** @file Completions of shells, written from the tables of options: nothing is run while somebody types. */

import { COMMON_OPTIONS, type Command } from './command.ts';
import type { Option } from './option.ts';

/** Shells that are written for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
/** One of {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number];

/** One spelling of an option, with what may follow it. */
interface Spelling {
  readonly flag: string;
  readonly help: string;
  /** Whether a value follows. */
  readonly valued: boolean;
  /** The words that the value is one of; none for any. */
  readonly words: readonly string[];
}

/** `a|b|c` lists words; `px`, `f.json|csv`, `1..5|set.json` and `cpu|cuda|…` do not. */
function wordsOf(option: Option): string[] {
  if (option.kind !== 'value') return [];
  const words = option.placeholder.split(/[|,]/);
  const isList = words.length > 1 && words.every((word) => /^[a-z][\w-]*$/.test(word));
  return isList ? words : [];
}

function spellingsOf(command: Command): Spelling[] {
  const all = { ...command.options, ...COMMON_OPTIONS };
  return Object.entries(all).flatMap(([name, option]) => {
    const { help } = option;
    const valued = option.kind === 'value';
    const own = { flag: `--${name}`, help, valued, words: wordsOf(option) };
    const hasNo = option.kind === 'flag' && option.negatable;
    return hasNo ? [own, { ...own, flag: `--no-${name}`, help: `not: ${help}` }] : [own];
  });
}

/** What a command without files takes: the first operand's words, as usage shows them. */
function operandWords({ operands: { usage } }: Command): string[] {
  const inner = /^<([^<>]+)>/.exec(usage)?.[1] ?? '';
  const words = inner.split('|');
  const isList = words.length > 1 && words.every((word) => /^[a-z][a-z\d-]*$/.test(word));
  const nouns = ['image', 'video', 'folder', 'file', 'glob', 'config'];
  return isList && !words.some((word) => nouns.includes(word)) ? words : [];
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function bash(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const spellings = spellingsOf(command);
    const values = spellings
      .filter(({ words }) => words.length > 0)
      .map(({ flag, words }) => `        ${flag}) words=${quoted(words.join(' '))} ;;`);
    const valued = spellings.filter(({ valued: takes, words }) => takes && words.length === 0);
    const files =
      valued.length === 0 ? [] : [`        ${valued.map(({ flag }) => flag).join('|')}) return ;;`];
    const operands = operandWords(command);
    return [
      `    ${command.name})`,
      '      case "$previous" in',
      ...values,
      ...files,
      `        *) [[ $current == -* ]] && words=${quoted(spellings.map(({ flag }) => flag).join(' '))}${operands.length > 0 ? ` || words=${quoted(operands.join(' '))}` : ''} ;;`,
      '      esac ;;',
    ].join('\n');
  });
  return `# completions of multiroi for bash: source <(multiroi completions bash)
_multiroi() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=''
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=($(compgen -W ${quoted([...commands.map(({ name }) => name), 'help', '--help', '--version'].join(' '))} -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    help) words=${quoted(commands.map(({ name }) => name).join(' '))} ;;
  esac
  [[ -n $words ]] && COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -o bashdefault -F _multiroi multiroi
`;
}

/** Text of a description within `[…]` of zsh. */
const zshText = (text: string): string => text.replaceAll(/[[\]\\:]/g, (c) => `\\${c}`);

function zsh(commands: readonly Command[]): string {
  const list = commands.map(({ name, summary }) => `    ${quoted(`${name}:${zshText(summary)}`)}`);
  const cases = commands.map((command) => {
    const specs = spellingsOf(command).map(({ flag, help, valued, words }) => {
      const values = words.length > 0 ? `: :(${words.join(' ')})` : valued ? ': :_files' : '';
      return `        ${quoted(`${flag}[${zshText(help)}]${values}`)}`;
    });
    const operands = operandWords(command);
    const rest = operands.length > 0 ? `*: :(${operands.join(' ')})` : '*: :_files';
    return `    ${command.name})\n      _arguments \\\n${[...specs, `        ${quoted(rest)}`].join(' \\\n')} ;;`;
  });
  return `#compdef multiroi
# completions of multiroi for zsh: multiroi completions zsh > "\${fpath[1]}/_multiroi"
_multiroi() {
  local -a commands=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
    help) _describe command commands ;;
  esac
}
compdef _multiroi multiroi
`;
}

/** Text within single quotes of fish. */
const fishQuoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;

function fish(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const lines = commands.flatMap((command) => {
    const { name, summary } = command;
    const within = `complete -c multiroi -n '__fish_seen_subcommand_from ${name}'`;
    const operands = operandWords(command);
    return [
      `complete -c multiroi -n '__fish_use_subcommand' -f -a ${name} -d ${fishQuoted(summary)}`,
      ...(operands.length > 0 ? [`${within} -f -a ${fishQuoted(operands.join(' '))}`] : []),
      ...spellingsOf(command).map(({ flag, help, valued, words }) => {
        const values =
          words.length > 0 ? ` -x -a ${fishQuoted(words.join(' '))}` : valued ? ' -r' : '';
        return `${within} -l ${flag.slice(2)}${values} -d ${fishQuoted(help)}`;
      }),
    ];
  });
  return `# completions of multiroi for fish: multiroi completions fish > ~/.config/fish/completions/multiroi.fish
complete -c multiroi -n '__fish_use_subcommand' -f -a help -d 'what a command can do'
complete -c multiroi -n '__fish_seen_subcommand_from help' -f -a ${fishQuoted(names)}
${lines.join('\n')}
`;
}

const RENDERERS: Readonly<Record<Shell, (commands: readonly Command[]) => string>> = {
  bash,
  zsh,
  fish,
};

/** The script that a shell reads. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  return RENDERERS[shell](commands);
}
