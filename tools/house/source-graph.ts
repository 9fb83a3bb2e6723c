/**
 * @file Source files as a graph: what each imports, exports and declares. Read with the bundler's parser, never run.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync } from 'vite';

/** One import of a file. */
export interface Import {
  /** As written. */
  readonly from: string;
  /** Of our own: the imported file, relative to the tree's root; null for packages and what is not there. */
  readonly file: string | null;
  /** `type` imports vanish when the file is compiled; `lazy` ones are loaded when asked for. */
  readonly kind: 'value' | 'type' | 'lazy';
}

/** A name that a file exports. */
export interface Export {
  readonly name: string;
  /** Where it comes from, when it is passed on, and its name there; `*` for all of them. */
  readonly from: { readonly file: string | null; readonly name: string } | null;
  /** Whether a comment of documentation stands before its declaration; true for what is passed on. */
  readonly documented: boolean;
}

export interface SourceFile {
  /** Relative to the tree's root, with slashes. */
  readonly path: string;
  readonly lines: number;
  /** Lines that are not documentation. */
  readonly codeLines: number;
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  /** Lines of every function, the largest first. */
  readonly functions: readonly FunctionSize[];
}

export interface FunctionSize {
  readonly name: string;
  readonly lines: number;
}

/** A node of the parser's tree. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** Files of a folder by ending, however deep, in order. */
export function filesBelow(folder: string, ending: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('node_modules'))
    .toSorted();
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/** The name of an identifier; null for anything else. */
export function nameOf(value: unknown): string | null {
  return isNode(value) && typeof value['name'] === 'string' ? value['name'] : null;
}

/** Sizes of all functions below a node. */
function functionsBelow(root: SyntaxNode, lineAt: (offset: number) => number): FunctionSize[] {
  const found: FunctionSize[] = [];
  const visit = (node: SyntaxNode, given: string | null): void => {
    const own = nameOf(node['id']) ?? nameOf(node['key']) ?? given;
    if (FUNCTIONS.has(node.type)) {
      const lines = lineAt(node.end) - lineAt(node.start) + 1;
      found.push({ name: own ?? 'a function without a name', lines });
    }
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (isNode(child)) visit(child, own);
      }
    }
  };
  visit(root, null);
  return found.toSorted((a, b) => b.lines - a.lines);
}

/** A comment as the parser gives it. */
interface Comment {
  readonly type: string;
  readonly value: string;
  readonly end: number;
}

/** The comment of documentation that stands right before a place of a text, between its marks; null without one. */
export function docsOf(
  text: string,
  comments: readonly Comment[],
): (start: number) => string | null {
  const docs = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'));
  return (start) => {
    const doc = docs.findLast(({ end }) => end <= start);
    if (doc === undefined || /^\*\s*@file/.test(doc.value)) return null;
    return /^(\s|\/\/[^\n]*\n)*$/.test(text.slice(doc.end, start)) ? doc.value : null;
  };
}

/** Reads one file. @param root of the tree, absolute. */
export function readSource(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const { program, module, comments } = parseSync(path, text);
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const lineAt = (offset: number): number => starts.findLastIndex((start) => start <= offset) + 1;
  const own = (from: string): string | null => {
    if (!from.startsWith('.')) return null;
    const file = resolve(dirname(join(root, path)), from);
    return existsSync(file) ? relative(root, file).replaceAll('\\', '/') : null;
  };
  const docBefore = docsOf(text, comments);
  const imports: Import[] = [];
  const add = (from: string, kind: Import['kind']): void => {
    imports.push({ from, file: own(from), kind });
  };
  const isTypeOnly = (entries: readonly { readonly isType: boolean }[]): boolean =>
    entries.length > 0 && entries.every(({ isType }) => isType);
  for (const { moduleRequest, entries } of module.staticImports) {
    add(moduleRequest.value, isTypeOnly(entries) ? 'type' : 'value');
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const written = text.slice(moduleRequest.start, moduleRequest.end);
    if (/^(['"]).*\1$/.test(written)) add(written.slice(1, -1), 'lazy');
  }
  const exports: Export[] = [];
  for (const { start, entries } of module.staticExports) {
    const passed = entries.filter(({ moduleRequest }) => moduleRequest !== null);
    if (passed.length > 0) {
      add(passed[0]?.moduleRequest?.value ?? '', isTypeOnly(passed) ? 'type' : 'value');
    }
    for (const { moduleRequest, exportName, importName, localName } of entries) {
      const from =
        moduleRequest === null
          ? null
          : { file: own(moduleRequest.value), name: importName.name ?? '*' };
      exports.push({
        name:
          exportName.name ?? localName.name ?? (exportName.kind === 'Default' ? 'default' : '*'),
        from,
        documented: from !== null || docBefore(start) !== null,
      });
    }
  }
  const documentation = comments
    .filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
    .reduce((sum, { start, end }) => sum + lineAt(end) - lineAt(start) + 1, 0);
  return {
    path,
    lines: starts.length - 1,
    codeLines: starts.length - 1 - documentation,
    imports,
    exports,
    functions: isNode(program) ? functionsBelow(program, lineAt) : [],
  };
}

/** Files that reach themselves, in groups: strongly connected components of more than one file. */
export function circlesOf(files: readonly SourceFile[]): string[][] {
  const next = new Map(
    files.map(({ path, imports }) => [path, imports.flatMap(({ file }) => file ?? [])] as const),
  );
  // Tarjan 1972
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (path: string): number => {
    const own = index.size;
    index.set(path, own);
    low.set(path, own);
    stack.push(path);
    let least = own;
    for (const to of next.get(path) ?? []) {
      if (!next.has(to)) continue;
      if (!index.has(to)) least = Math.min(least, visit(to));
      else if (stack.includes(to)) least = Math.min(least, index.get(to) ?? own);
    }
    low.set(path, least);
    if (least === own) {
      const circle = stack.splice(stack.indexOf(path));
      if (circle.length > 1) circles.push(circle.toSorted());
    }
    return least;
  };
  for (const path of next.keys()) if (!index.has(path)) visit(path);
  return circles;
}

/** Where each exported name of a file is declared: `path#name` by name. */
export function originsOf(
  path: string,
  files: ReadonlyMap<string, SourceFile>,
): Map<string, string> {
  const origins = new Map<string, string>();
  for (const { name, from } of files.get(path)?.exports ?? []) {
    if (from === null) origins.set(name, `${path}#${name}`);
    else if (from.file === null) continue;
    else if (from.name === '*') {
      for (const [each, origin] of originsOf(from.file, files)) origins.set(each, origin);
    } else origins.set(name, originsOf(from.file, files).get(from.name) ?? `${path}#${name}`);
  }
  return origins;
}
