import type { SchemaConnection } from '../migrator.ts';
import type { Statement } from './statements.ts';

export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Tables with fewer rows than this may be read from end to end. */
const LARGE = 10_000;

/** The tables that are large, as the statistics have it. */
export async function largeTables({ rows }: SchemaConnection): Promise<ReadonlySet<string>> {
  const tables = await rows<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples >= $1`,
    [LARGE],
  );
  return new Set(tables.map(({ name }) => name));
}

/** The nodes of the plan that PostgreSQL makes for a statement and its parameters. */
export async function planOf(
  { rows }: SchemaConnection,
  { text, parameters }: Statement,
): Promise<readonly PlanNode[]> {
  const explained = await rows<{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }>(
    `EXPLAIN (FORMAT JSON) ${text}`,
    parameters,
  );
  return explained.flatMap(row => row['QUERY PLAN'].flatMap(({ Plan }) => nodesOf(Plan)));
}

const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Where a plan reads a whole large table, or a whole index of one. */
export const fullReads = (plan: readonly PlanNode[], large: ReadonlySet<string>): readonly string[] =>
  plan
    .filter(node => readsAll(node) && large.has(node['Relation Name'] ?? ''))
    .map(node => `${node['Node Type']} on ${node['Relation Name']}`);

const readsAll = (node: PlanNode): boolean =>
  node['Node Type'] === 'Seq Scan' ||
  (/^Index (?:Only )?Scan$/.test(node['Node Type']) && node['Index Cond'] === undefined);

export const indexesOf = (plan: readonly PlanNode[]): ReadonlySet<string> =>
  new Set(plan.flatMap(node => node['Index Name'] ?? []));
