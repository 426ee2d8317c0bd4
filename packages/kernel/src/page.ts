/** A window into an ordered list. `skip` is an offset in records, not a page number. */
export interface PageRequest {
  readonly pageSize: number;
  readonly skip: number;
}

/** One page. `count` is the number of all matches, not of this page; `skip` and `size` are what was asked for. */
export interface Page<T> {
  readonly count: number;
  readonly skip: number;
  readonly size: number;
  readonly records: readonly T[];
}

export const DEFAULT_PAGE: PageRequest = { pageSize: 10, skip: 0 };
