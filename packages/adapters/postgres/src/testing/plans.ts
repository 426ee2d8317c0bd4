import type { SchemaConnection } from '../migrator.ts';
import type { Statement } from './statements.ts';

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly Node[];
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

/** Where PostgreSQL would read a whole large table, or a whole index of one, to answer a statement. */
export async function fullReads(
  { rows }: SchemaConnection,
  { text, parameters }: Statement,
  large: ReadonlySet<string>,
): Promise<readonly string[]> {
  const explained = await rows<{ 'QUERY PLAN': readonly [{ readonly Plan: Node }] }>(
    `EXPLAIN (FORMAT JSON) ${text}`,
    parameters,
  );
  return explained.flatMap(row => row['QUERY PLAN'].flatMap(({ Plan }) => readsIn(Plan, large)));
}

function readsIn(node: Node, large: ReadonlySet<string>): readonly string[] {
  const { 'Node Type': type, 'Relation Name': table, 'Index Name': index, Plans: inner = [] } = node;
  const whole =
    type === 'Seq Scan' || (/^Index (?:Only )?Scan$/.test(type) && node['Index Cond'] === undefined);
  const own =
    whole && table !== undefined && large.has(table) ? [`${type} on ${table} ${index ?? ''}`.trim()] : [];
  return [...own, ...inner.flatMap(child => readsIn(child, large))];
}
