import type { Page, PageRequest } from '@mycelium/kernel';
import type { Sql } from './session.ts';

export interface Listing {
  readonly columns: string;
  /** From the first table to the last condition, with parameters from `$1` on. */
  readonly from: string;
  readonly parameters: readonly unknown[];
  /** In terms of the names that `columns` gives. */
  readonly order: string;
}

/** The total and one page, in one statement: both speak of the same moment. */
export async function pageOf<Row>(sql: Sql, listing: Listing, page: PageRequest): Promise<Page<Row>> {
  const { columns, from, parameters, order } = listing;
  const [limit, offset] = [`$${parameters.length + 1}::bigint`, `$${parameters.length + 2}::bigint`];
  const rows = await sql<Row & { readonly $count: number; readonly $found: true | null }>(
    `SELECT total.count AS "$count", page.*
     FROM (SELECT count(*)::int AS count ${from}) AS total
     LEFT JOIN (
       SELECT * FROM (SELECT true AS "$found", ${columns} ${from}) AS matching
       ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}
     ) AS page ON true
     ORDER BY ${order}`,
    [...parameters, page.pageSize, page.skip],
  );
  return {
    count: rows[0]?.$count ?? 0,
    skip: page.skip,
    size: page.pageSize,
    records: rows.filter(row => row.$found),
  };
}

export const mapped = <From, To>(page: Page<From>, to: (record: From) => To): Page<To> => ({
  ...page,
  records: page.records.map(record => to(record)),
});

/** A condition in which `$?` stands for the value. It holds for everything while the value is `undefined`. */
export type Condition = readonly [condition: string, value: unknown];

/** All conditions together, after WHERE, and their parameters from `$1` on. */
export function allOf(
  fixed: string,
  conditions: readonly Condition[],
): { readonly sql: string; readonly parameters: readonly unknown[] } {
  const given = conditions.filter(([, value]) => value !== undefined);
  const parts = given.map(([condition], index) => condition.replaceAll('$?', `$${index + 1}`));
  return {
    sql: [fixed, ...parts].map(part => `(${part})`).join(' AND '),
    parameters: given.map(([, value]) => value),
  };
}

/**
 * The text is part of the column, taken as it is, upper and lower case alike. In any script: the collation is our own,
 * since a database of the locale C would fold ASCII alone.
 */
export const contains = (column: string, text: string | undefined): Condition => [
  `${column} ILIKE $? COLLATE public.mycelium_any_case`,
  text === undefined || text === '' ? undefined : `%${text.replace(/[\\%_]/g, '\\$&')}%`,
];
