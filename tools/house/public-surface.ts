/**
 * @file What a user of the package meets: everything that the entry points export, the types that its signatures name, and
 * their methods. Read with the bundler's parser, never run.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import {
  docsOf,
  isNode,
  nameOf,
  originsOf,
  type SourceFile,
  type SyntaxNode,
} from './source-graph.ts';

/** A declaration that a user meets, or a method of one (`Name.method`). */
export interface PublicDeclaration {
  readonly path: string;
  readonly name: string;
  /** The comment of documentation before it, between its marks; null without one. */
  readonly doc: string | null;
}

/** What a file declares and imports at its top. */
interface Top {
  /** Of a name that is a type and a value, or has overloads, every one. */
  readonly declarations: ReadonlyMap<string, readonly Declaration[]>;
  readonly imports: ReadonlyMap<string, { readonly file: string; readonly name: string }>;
  readonly docBefore: (start: number) => string | null;
}

interface Declaration {
  readonly node: SyntaxNode;
  /** Of the whole statement, `export` included. */
  readonly start: number;
}

const childrenOf = (node: SyntaxNode): SyntaxNode[] => Object.values(node).flat().filter(isNode);

/** The declarations of a statement: one, or each of a `const`. */
function declarationsIn(statement: SyntaxNode): SyntaxNode[] {
  const declared = isNode(statement['declaration']) ? statement['declaration'] : statement;
  return declared.type === 'VariableDeclaration'
    ? childrenOf(declared).filter(({ type }) => type === 'VariableDeclarator')
    : [declared];
}

function readTop(root: string, { path, imports: known }: SourceFile): Top {
  const text = readFileSync(join(root, path), 'utf8');
  const { program, module, comments } = parseSync(path, text);
  const declarations = new Map<string, Declaration[]>();
  for (const statement of isNode(program) ? childrenOf(program) : []) {
    for (const node of declarationsIn(statement)) {
      const name = nameOf(node['id']);
      if (name === null) continue;
      declarations.set(name, [...(declarations.get(name) ?? []), { node, start: statement.start }]);
    }
  }
  const imports = new Map<string, { file: string; name: string }>();
  for (const { moduleRequest, entries } of module.staticImports) {
    const file = known.find(({ from }) => from === moduleRequest.value)?.file ?? null;
    if (file === null) continue;
    for (const { importName, localName } of entries) {
      imports.set(localName.value, { file, name: importName.name ?? 'default' });
    }
  }
  return { declarations, imports, docBefore: docsOf(text, comments) };
}

function isPrivate(node: SyntaxNode): boolean {
  const key = node['key'];
  return node['accessibility'] === 'private' || (isNode(key) && key.type === 'PrivateIdentifier');
}

/** What of a node holds the name of a type, by the node's type. */
const NAMING: Readonly<Record<string, string>> = {
  TSTypeReference: 'typeName',
  TSTypeQuery: 'exprName',
  TSInterfaceHeritage: 'expression',
  TSClassImplements: 'expression',
  ClassDeclaration: 'superClass',
};

/** Names of the types of parameters, results and fields; bodies of functions and private members say nothing. */
function namedTypes(node: SyntaxNode): string[] {
  if (node.type === 'BlockStatement' || isPrivate(node)) return [];
  const own = nameOf(node[NAMING[node.type] ?? '']);
  return [...(own === null ? [] : [own]), ...childrenOf(node).flatMap(namedTypes)];
}

const METHODS = new Set(['MethodDefinition', 'TSMethodSignature', 'TSAbstractMethodDefinition']);

/** Public methods of a class or an interface. */
function methodsOf({ node }: Declaration): SyntaxNode[] {
  const members = isNode(node['body']) ? childrenOf(node['body']) : [];
  return members.filter(
    (member) =>
      METHODS.has(member.type) && !isPrivate(member) && nameOf(member['key']) !== 'constructor',
  );
}

/**
 * @param root of the tree, absolute.
 * @param entries paths of the sources that the package exports.
 */
export function publicSurface(
  root: string,
  sources: readonly SourceFile[],
  entries: readonly string[],
): PublicDeclaration[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const tops = new Map<string, Top>();
  const topOf = (path: string): Top | undefined => {
    const source = byPath.get(path);
    if (source !== undefined && !tops.has(path)) tops.set(path, readTop(root, source));
    return tops.get(path);
  };
  const waiting = entries.flatMap((entry) => [...originsOf(entry, byPath).values()]);
  const seen = new Set<string>();
  const found: PublicDeclaration[] = [];
  for (let origin = waiting.pop(); origin !== undefined; origin = waiting.pop()) {
    if (seen.has(origin)) continue;
    seen.add(origin);
    const [path = '', name = ''] = origin.split('#');
    const top = topOf(path);
    for (const declaration of top?.declarations.get(name) ?? []) {
      found.push({ path, name, doc: top?.docBefore(declaration.start) ?? null });
      for (const method of methodsOf(declaration)) {
        const own = `${name}.${nameOf(method['key']) ?? '[…]'}`;
        found.push({ path, name: own, doc: top?.docBefore(method.start) ?? null });
      }
      for (const type of namedTypes(declaration.node)) {
        const imported = top?.imports.get(type);
        const from = imported && originsOf(imported.file, byPath).get(imported.name);
        // a name that is neither is the language's own, and has no top
        waiting.push(imported === undefined ? `${path}#${type}` : (from ?? ''));
      }
    }
  }
  return found;
}
