import { DEFAULT_PAGE } from '@mycelium/kernel';
import { list } from './containers.ts';
import { described, withDefault } from './field.ts';
import { integer } from './scalars.ts';
import { type Shape, shape } from './shape.ts';

const LARGEST_PAGE = 500;

/** Spread into the params of a listing operation: `shape('ListTenantsParams', { ...pageFields, name: … })`. */
export const pageFields = {
  pageSize: described(
    withDefault(integer({ min: 1, max: LARGEST_PAGE }), DEFAULT_PAGE.pageSize),
    'How many records to answer with.',
  ),
  skip: described(
    withDefault(integer({ min: 0 }), DEFAULT_PAGE.skip),
    'How many records to leave out from the start; an offset, not a page number.',
  ),
};

const newPage = <T>(item: Shape<T>) =>
  shape(`${item.name}Page`, {
    count: described(integer({ min: 0 }), 'All matches, not only those of this page.'),
    skip: integer({ min: 0 }),
    size: integer({ min: 0 }),
    records: list(item),
  });

type PageShape<T> = ReturnType<typeof newPage<T>>;

const pages = new WeakMap<Shape, unknown>();

/** One page of `item`, in the key order count, skip, size, records. Named `<Item>Page`; the same item, the same shape. */
export function pageOf<T>(item: Shape<T>): PageShape<T> {
  const page = (pages.get(item) as PageShape<T> | undefined) ?? newPage(item);
  pages.set(item, page);
  return page;
}
