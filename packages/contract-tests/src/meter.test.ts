import type { CountAttributes, Meter } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { failingCases } from './contract.ts';
import { type CountReading, meterCases } from './meter.ts';

/** A meter that keeps its counts under the key it is told to. */
function meterWith(keyOf: (scope: string, name: string, attributes: CountAttributes) => string) {
  const counts = new Map<string, CountReading>();
  const meter: Meter = {
    counter: ({ scope, name }) => ({
      add(attributes = {}) {
        const key = keyOf(scope, name, attributes);
        counts.set(key, { scope, name, attributes, value: (counts.get(key)?.value ?? 0) + 1 });
      },
    }),
  };
  return { counts, meter };
}
const sorted = (attributes: CountAttributes): string => JSON.stringify(Object.entries(attributes).sort());

it.each<[string, Parameters<typeof meterWith>[0], number]>([
  ['nothing', (...parts) => JSON.stringify([parts[0], parts[1], sorted(parts[2])]), 0],
  ['the order of attributes', (...parts) => JSON.stringify(parts), 1],
  ['the scope', (_scope, name, attributes) => name + sorted(attributes), 1],
  ['the values', (scope, name, attributes) => scope + name + Object.keys(attributes).sort(), 2],
])('a meter that is wrong about %s is found out', async (_what, keyOf, failed) => {
  const failing = await failingCases(meterCases, () => {
    const { counts, meter } = meterWith(keyOf);
    return { world: { meter, read: async () => [...counts.values()] } };
  });
  expect(failing).toHaveLength(failed);
});

it('a meter that starts anew at each reading is found out', async () => {
  const failing = await failingCases(meterCases, () => {
    const { counts, meter } = meterWith((...parts) => JSON.stringify([parts[0], parts[1], sorted(parts[2])]));
    const read = async (): Promise<CountReading[]> => {
      const readings = [...counts.values()];
      counts.clear();
      return readings;
    };
    return { world: { meter, read } };
  });
  expect(failing).toEqual(['goes on from where it was when it is read']);
});
