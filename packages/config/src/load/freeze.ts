import { Secret } from '@mycelium/kernel';

/** Freezes plain data all the way down; what stands in maps is frozen as well. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Secret || Object.isFrozen(value)) {
    return value;
  }
  const inner: Iterable<unknown> = value instanceof Map ? value.values() : Object.values(value);
  for (const part of inner) deepFreeze(part);
  return value instanceof Map ? value : Object.freeze(value);
}
