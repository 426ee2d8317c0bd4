import type { CountAttributes, Meter } from '@mycelium/kernel';
import { expect } from 'vitest';
import { type ContractCase, describeContract, type OpenedWorld } from './contract.ts';

export interface CountReading {
  readonly scope: string;
  readonly name: string;
  readonly attributes: CountAttributes;
  readonly value: number;
}

/** A meter, and what has arrived from it where counts are looked at. */
export interface MeterWorld {
  readonly meter: Meter;
  /** What all counters stand at, in any order. */
  read(): Promise<readonly CountReading[]>;
}

const spec = (scope: string, name: string) => ({ scope, name, description: `${name} of ${scope}` });

const shown = (readings: readonly CountReading[]): string[] =>
  readings
    .map(({ scope, name, attributes, value }) => {
      const sorted = Object.keys(attributes).sort();
      return `${scope}/${name} ${JSON.stringify(sorted.map(key => [key, attributes[key]]))} ${value}`;
    })
    .sort();

/** What every `Meter` guarantees. */
export const meterCases: readonly ContractCase<MeterWorld>[] = [
  {
    name: 'counts each combination of attributes by itself, whatever their order',
    async run({ meter, read }) {
      const counter = meter.counter(spec('scope', 'things'));
      counter.add({ a: '1', b: '2' });
      counter.add({ b: '2', a: '1' });
      counter.add({ a: '1', b: '3' });
      counter.add({ a: '1' });
      counter.add();
      counter.add({});
      expect(shown(await read())).toEqual(
        [
          'scope/things [["a","1"],["b","2"]] 2',
          'scope/things [["a","1"],["b","3"]] 1',
          'scope/things [["a","1"]] 1',
          'scope/things [] 2',
        ].sort(),
      );
    },
  },
  {
    name: 'goes on from where it was when it is read',
    async run({ meter, read }) {
      const counter = meter.counter(spec('scope', 'things'));
      counter.add();
      expect(shown(await read())).toEqual(['scope/things [] 1']);
      counter.add();
      expect(shown(await read())).toEqual(['scope/things [] 2']);
    },
  },
  {
    name: 'has one counter for one scope and name, and keeps others apart',
    async run({ meter, read }) {
      for (const [scope, name] of [
        ['scope', 'things'],
        ['scope', 'things'],
        ['scope', 'others'],
        ['elsewhere', 'things'],
      ] as const)
        meter.counter(spec(scope, name)).add();
      expect(shown(await read())).toEqual([
        'elsewhere/things [] 1',
        'scope/others [] 1',
        'scope/things [] 2',
      ]);
    },
  },
  {
    name: 'takes any text as a value',
    async run({ meter, read }) {
      const counter = meter.counter(spec('scope', 'things'));
      const texts = ['', 'Zoë 🍄', 'a"b\\c\n', '__proto__', 'x'.repeat(2000)];
      for (const text of texts) counter.add({ text });
      expect(shown(await read())).toEqual(
        texts.map(text => `scope/things ${JSON.stringify([['text', text]])} 1`).sort(),
      );
    },
  },
];

/** Runs the cases; `open` gives a meter that has counted nothing each time. */
export const meterContract = (
  name: string,
  open: () => Promise<OpenedWorld<MeterWorld>> | OpenedWorld<MeterWorld>,
): void => describeContract(`${name} as a meter`, meterCases, open);
