import type { CountAttributes, CounterSpec, Meter } from '@mycelium/kernel';

/** What a counter stands at for one combination of attributes. */
export interface Reading {
  readonly scope: string;
  readonly name: string;
  readonly attributes: CountAttributes;
  readonly value: number;
}

/** Counts that stay where they are made, and can be read there. */
export interface MemoryMeter extends Meter {
  readings(): readonly Reading[];
}

export function memoryMeter(): MemoryMeter {
  const counts = new Map<string, Reading>();
  return {
    counter: ({ scope, name }: CounterSpec) => ({
      add(attributes = {}) {
        const sorted = Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1));
        const key = JSON.stringify([scope, name, sorted]);
        const value = (counts.get(key)?.value ?? 0) + 1;
        counts.set(key, { scope, name, attributes: Object.fromEntries(sorted), value });
      },
    }),
    readings: () => [...counts.values()],
  };
}
