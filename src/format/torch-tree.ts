/**
 * @file The tree of what a checkpoint holds: dictionaries, lists, and whole modules, whose parameters and buffers get the
 * names that `state_dict()` gives them.
 */

import { pickleName, PickleObject, type PickleValue } from './pickle-values.ts';
import { isTensor } from './torch-forms.ts';
import { failTorch } from './torch-tensor.ts';

/** HRNet-W48 with its optimiser has 8 000. A dictionary may name another twice, and so on down. */
const MAX_ENTRIES = 200_000;
const MAX_DEPTH = 64;
const OPTIMISER_KEYS: readonly string[] = [
  'optimizer',
  'optimizer_state_dict',
  'optimizers',
  'optim',
];

export interface Leaf {
  readonly path: string;
  readonly value: PickleValue;
}

type Children = ReadonlyMap<PickleValue, PickleValue>;
const NOBODY: Children = new Map();

/** The leaves by dotted path; lists are leaves unless they start with a tensor or what may hold one. */
export function leavesOf(root: PickleValue, optimiser: boolean): Leaf[] {
  const leaves: Leaf[] = [];
  const waiting: (Leaf & { depth: number })[] = [{ path: '', value: root, depth: 0 }];
  let seen = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, value, depth } = next;
    const children = childrenOf(value);
    if (children === undefined) {
      leaves.push({ path, value });
      continue;
    }
    seen += children.size;
    if (seen > MAX_ENTRIES || depth > MAX_DEPTH) {
      failTorch(
        `at most ${MAX_ENTRIES} entries, ${MAX_DEPTH} deep`,
        `more ("${path.slice(0, 200)}")`,
      );
    }
    // the stack turns the order round, so children go on it backwards
    for (const [key, child] of [...children].toReversed()) {
      const name = pickleName(key) ?? failTorch('names', `others ("${path.slice(0, 200)}")`);
      if (depth === 0 && !optimiser && OPTIMISER_KEYS.includes(name)) continue;
      waiting.push({
        path: path === '' ? name : `${path}.${name}`,
        value: child,
        depth: depth + 1,
      });
    }
  }
  return leaves;
}

function childrenOf(value: PickleValue): Children | undefined {
  if (value instanceof Map) {
    // what has no names has no paths
    return [...value.keys()].every((key) => pickleName(key) !== undefined) ? value : undefined;
  }
  if (value instanceof PickleObject) return moduleChildren(value);
  if (!Array.isArray(value) || value.length > MAX_ENTRIES) return undefined;
  const [first = null] = value;
  const holds = first instanceof Map || isTensor(first) || isModule(first);
  return holds ? new Map(value.entries()) : undefined;
}

const mapAt = (object: PickleObject, name: string): Children | undefined => {
  const found = object.attribute(name);
  if (found instanceof Map) return found;
  // an OrderedDict with attributes of its own
  return found instanceof PickleObject ? found.entries : undefined;
};

const isScript = (object: PickleObject): boolean => /^__torch__\b/.test(object.class.module);

function isModule(value: PickleValue): boolean {
  if (!(value instanceof PickleObject)) return false;
  return isScript(value) || (mapAt(value, '_parameters') ?? mapAt(value, '_modules')) !== undefined;
}

/** Parameters, buffers that are kept, and modules within; undefined for an object that is no module. */
function moduleChildren(object: PickleObject): Children | undefined {
  if (isTensor(object) || !isModule(object)) return undefined;
  if (isScript(object)) return scriptChildren(object);
  const left = object.attribute('_non_persistent_buffers_set');
  const passing = left instanceof Set ? left : new Set<PickleValue>();
  const children = new Map<PickleValue, PickleValue>();
  for (const part of ['_parameters', '_buffers', '_modules']) {
    for (const [name, child] of mapAt(object, part) ?? NOBODY) {
      if (child !== null && !(part === '_buffers' && passing.has(name))) children.set(name, child);
    }
  }
  return children;
}

/** TorchScript keeps parameters, buffers and modules among all attributes. */
function scriptChildren(object: PickleObject): Children {
  const attributes = object.state instanceof Map ? object.state : NOBODY;
  return new Map([...attributes].filter(([, child]) => isTensor(child) || isModule(child)));
}
