import type { Ids } from '@mycelium/kernel';

/** UUIDs that count: `0000000b-0000-4000-8000-000000000001`, …2, …3. `family` tells several counters apart. */
export function countedIds(family = 0): Ids {
  let count = 0;
  const hex = (value: number, length: number): string => value.toString(16).padStart(length, '0');
  return {
    uuid: () => {
      count += 1;
      return `${hex(family, 8)}-0000-4000-8000-${hex(count, 12)}`;
    },
  };
}
