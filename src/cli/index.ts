/** @file The commands, for what documents them. */

export { COMMANDS } from './commands.ts';
export { renderMarkdown } from './parse/help.ts';
