/** @file One table of options, two renderings: the terminal's `--help` and docs/cli.md. */

import { COMMON_OPTIONS, type Command } from './command.ts';
import type { Style } from '../shared/io.ts';
import type { Option, Options } from './option.ts';

export interface CommandSummary {
  readonly name: string;
  readonly summary: string;
}

const EXIT_CODES = [
  [0, 'all inputs done (an image without people is done)'],
  [1, 'some or all inputs failed; the others are complete'],
  [2, 'the command line is wrong; nothing was done'],
  [130, 'interrupted; what was finished is complete'],
] as const;

function signature(name: string, option: Option): string {
  if (option.kind === 'value') return `--${name} <${option.placeholder}>`;
  return option.negatable ? `--${name}, --no-${name}` : `--${name}`;
}

function defaultOf(option: Option): string {
  if (option.kind === 'value') return option.defaultText;
  return option.default === true ? 'on' : '';
}

function grouped(options: Options): [string, [string, Option][]][] {
  const groups = new Map<string, [string, Option][]>();
  for (const entry of Object.entries(options)) {
    const group = entry[1].group ?? 'Options';
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
  return [...groups];
}

function allOptions(command: Command): Options {
  return { ...command.options, ...COMMON_OPTIONS };
}

/** Breaks text at spaces so that no line is longer than `width`; paragraphs stay apart. */
export function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      const next = line === '' ? word : `${line} ${word}`;
      if (line !== '' && next.length > width) {
        lines.push(line);
        line = word;
      } else line = next;
    }
    lines.push(line);
  }
  return lines.map((line) => (line === '' ? '' : indent + line)).join('\n');
}

function usageLine(command: Command): string {
  return ['multiroi', command.name, command.operands.usage, '[options]']
    .filter((part) => part !== '')
    .join(' ');
}

type Paint = (style: Style, text: string) => string;

/** `multiroi <command> --help`. */
export function renderHelp(command: Command, paint: Paint, columns: number): string {
  const width = Math.min(columns, 100);
  const heading = (title: string): string => paint('bold', title);
  const parts = [
    `${command.summary}.`,
    `${heading('Usage')}\n  ${usageLine(command)}`,
    wrap(command.description, width, ''),
    `${heading('Examples')}\n${command.examples
      .map(([line, does]) => `  ${paint('cyan', line)}\n      ${does}`)
      .join('\n')}`,
  ];
  for (const [group, entries] of grouped(allOptions(command))) {
    const rows = entries.map(([name, option]) => {
      const tail = defaultOf(option);
      const help = tail === '' ? option.help : `${option.help} (default ${tail})`;
      return `  ${paint('cyan', signature(name, option))}\n${wrap(help, width - 6, '      ')}`;
    });
    parts.push(`${heading(group)}\n${rows.join('\n')}`);
  }
  return `${parts.join('\n\n')}\n`;
}

/** `multiroi --help`. */
export function renderOverview(
  commands: readonly CommandSummary[],
  version: string,
  paint: Paint,
): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const rows = commands.map(
    ({ name, summary }) => `  ${paint('cyan', name.padEnd(width))}  ${summary}`,
  );
  return `multiroi ${version}: a 3D body mesh and a full-image camera for every person in a photograph

${paint('bold', 'Start with')}
  ${paint('cyan', 'multiroi predict photo.jpg')}

${paint('bold', 'Commands')}
${rows.join('\n')}

multiroi <command> --help tells more.
`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function commandPage(command: Command): string {
  const examples = command.examples.map(([line, does]) => `# ${does}\n${line}`).join('\n\n');
  const tables = grouped(allOptions(command)).map(([group, entries]) => {
    const rows = entries.map(
      ([name, option]) =>
        `| \`${cell(signature(name, option))}\` | ${cell(option.help)} | ${cell(defaultOf(option))} |`,
    );
    return `### ${group}\n\n| option | what it does | default |\n| --- | --- | --- |\n${rows.join('\n')}`;
  });
  return [
    `## \`multiroi ${command.name}\``,
    `${command.summary}.`,
    `\`\`\`text\n${usageLine(command)}\n\`\`\``,
    command.description,
    `\`\`\`sh\n${examples}\n\`\`\``,
    ...tables,
  ].join('\n\n');
}

/** docs/cli.md. */
export function renderMarkdown(commands: readonly Command[]): string {
  const codes = EXIT_CODES.map(([code, meaning]) => `| ${code} | ${meaning} |`);
  return `${[
    '# The command line',
    '<!-- Written by `npx tsx tools/generated.ts` from the tables of options in src/cli; do not edit. -->',
    'Results go to standard output, everything else to standard error. Colours and the progress bar appear on a terminal only; `NO_COLOR` switches colours off.',
    `| exit code | meaning |\n| --- | --- |\n${codes.join('\n')}`,
    ...commands.map(commandPage),
  ].join('\n\n')}\n`;
}
