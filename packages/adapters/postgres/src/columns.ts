import type { EntitySchema } from 'typeorm';

/**
 * The columns of a table for a statement written by hand, each under the name that its entity gives it. Arrays come as
 * JSON, whatever they consist of.
 */
export function columnsOf<Row>({ options }: EntitySchema<Row>, alias: string): string {
  const columns = Object.entries(options.columns) as [string, { name?: string; array?: boolean }][];
  return columns
    .map(([property, { name = property, array }]) => {
      const column = `${alias}.${name}`;
      return `${array ? `to_jsonb(${column})` : column} AS "${property}"`;
    })
    .join(', ');
}

/** What belongs together by key, in the order of the rows. */
export function grouped<Row, Value>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  toValue: (row: Row) => Value,
): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(toValue(row));
    else groups.set(keyOf(row), [toValue(row)]);
  }
  return groups;
}
