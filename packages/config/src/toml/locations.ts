import { type Position, positionFinder, TomlSyntaxError } from './cursor.ts';
import type { ScannedPair, ScannedValue, Statement } from './scan.ts';
import type { PlacedHeader } from './sections.ts';

interface Node {
  readonly path: string;
  readonly children: Map<string, Node>;
  readonly items: Node[];
  /** Offset of the header or pair that defines it; absent while it is only implied by a longer name. */
  definedAt: number | undefined;
}

interface Atlas {
  readonly offsets: Map<string, number>;
  readonly position: (offset: number) => Position;
}

/** `a.b`, or `a["odd key"]` where a dot would mislead. */
export const joinPath = (path: string, key: string): string => {
  if (!/^[A-Za-z0-9_$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
};

const child = (node: Node, key: string): Node => {
  const known = node.children.get(key);
  if (known !== undefined) return known;
  const path = joinPath(node.path, key);
  const created: Node = { path, children: new Map(), items: [], definedAt: undefined };
  node.children.set(key, created);
  return created;
};

const define = (atlas: Atlas, node: Node, offset: number): void => {
  if (node.definedAt !== undefined) {
    const { line } = atlas.position(node.definedAt);
    throw new TomlSyntaxError(
      offset,
      `"${node.path}" is defined twice, first on line ${line}; keep one of the two`,
    );
  }
  node.definedAt = offset;
  atlas.offsets.set(node.path, offset);
};

/** Walks the leading names of a dotted name; of a list of tables the latest is meant. */
const descend = (
  atlas: Atlas,
  from: Node,
  { keys, offset }: { keys: readonly string[]; offset: number },
): Node => {
  let node = from;
  for (const key of keys.slice(0, -1)) {
    const next = child(node, key);
    if (!atlas.offsets.has(next.path)) atlas.offsets.set(next.path, offset);
    node = next.items.at(-1) ?? next;
  }
  return child(node, keys.at(-1) ?? '');
};

const addItem = (atlas: Atlas, list: Node, offset: number): Node => {
  const path = `${list.path}[${list.items.length}]`;
  const item: Node = { path, children: new Map(), items: [], definedAt: offset };
  list.items.push(item);
  atlas.offsets.set(path, offset);
  return item;
};

const walkValue = (atlas: Atlas, node: Node, value: ScannedValue): void => {
  for (const item of value.items ?? []) walkValue(atlas, addItem(atlas, node, item.start), item);
  for (const pair of value.pairs ?? []) walkPair(atlas, node, pair);
};

const walkPair = (atlas: Atlas, table: Node, pair: ScannedPair): void => {
  const last = descend(atlas, table, { keys: pair.keys, offset: pair.start });
  define(atlas, last, pair.start);
  walkValue(atlas, last, pair.value);
};

const walkHeader = (atlas: Atlas, root: Node, { header, keys }: PlacedHeader): Node => {
  const last = descend(atlas, root, { keys, offset: header.start });
  if (header.kind === 'tables') {
    if (!atlas.offsets.has(last.path)) atlas.offsets.set(last.path, header.start);
    return addItem(atlas, last, header.start);
  }
  define(atlas, last, header.start);
  return last;
};

const parentOf = (path: string): string => {
  const cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
  return cut <= 0 ? '' : path.slice(0, cut);
};

/** Where a path such as `api.services.my-service[0].path[1].group` stands, or the nearest thing around it. */
export type Locate = (path: string) => Position;

/** Builds the map from paths to places. Throws `TomlSyntaxError` for a name that is defined twice. */
export const locationMap = (
  text: string,
  statements: readonly Statement[],
  placed: ReadonlyMap<Statement, PlacedHeader>,
): Locate => {
  const atlas: Atlas = { offsets: new Map([['', 0]]), position: positionFinder(text) };
  const root: Node = { path: '', children: new Map(), items: [], definedAt: 0 };
  let table = root;
  for (const statement of statements) {
    if (statement.kind === 'pair') walkPair(atlas, table, statement);
    else {
      const header = placed.get(statement);
      if (header !== undefined) table = walkHeader(atlas, root, header);
    }
  }
  return path => {
    let known = path;
    while (!atlas.offsets.has(known)) known = parentOf(known);
    return atlas.position(atlas.offsets.get(known) ?? 0);
  };
};
