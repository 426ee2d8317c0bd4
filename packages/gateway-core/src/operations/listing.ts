import type { Page, PageRequest } from '@mycelium/kernel';

/** By the code units of a text, then of the next one. */
export const by =
  <T>(...keys: readonly ((one: T) => string)[]) =>
  (a: T, b: T): number => {
    for (const key of keys) {
      const [left, right] = [key(a), key(b)];
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  };

export const pageAt = <T>(all: readonly T[], { pageSize, skip }: PageRequest): Page<T> => ({
  count: all.length,
  skip,
  size: pageSize,
  records: all.slice(skip, skip + pageSize),
});
