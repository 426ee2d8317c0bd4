import type { Page, PageRequest } from '@mycelium/kernel';
import { copied } from './tables.ts';

type Sortable = string | number | Date;

/** An order by several values, one after the other. Texts are compared by their code points. */
export const by =
  <Row>(values: (row: Row) => readonly Sortable[]) =>
  (a: Row, b: Row): number => {
    const [left, right] = [values(a), values(b)];
    for (const [index, value] of left.entries()) {
      const order = compare(value, right[index] ?? '');
      if (order !== 0) return order;
    }
    return 0;
  };

function compare(a: Sortable, b: Sortable): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  return Number(a) - Number(b);
}

/** UTF-8 sorts like code points, and surrogates do not. */
export const compareTexts = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Newest first, then by id. */
export const newestFirst = <Row>(key: (row: Row) => { readonly at: Date; readonly id: string }) =>
  by<Row>(row => [-key(row).at.getTime(), key(row).id]);

export const pageOf = <Row>(rows: readonly Row[], { pageSize, skip }: PageRequest): Page<Row> => ({
  count: rows.length,
  skip,
  size: pageSize,
  records: copied(rows.slice(skip, skip + pageSize)),
});

/** Part of a text, upper and lower case alike. */
export const contains = (text: string, part: string): boolean =>
  text.toLowerCase().includes(part.toLowerCase());
