import { type ErrorCode, type ErrorCodeFilter, MAX_CODE_NUMBER } from '@mycelium/system';
import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import { ALL, alone, countOf, RACERS, race, within } from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

// The gateway's own codes may be stored already, so every case keeps to prefixes that are none of ours.
const code = (changes: Partial<ErrorCode> = {}): ErrorCode => ({
  prefix: 'SVC',
  number: 1,
  message: 'Out of stamps.',
  isInternal: false,
  isNative: false,
  ...changes,
});

export const errorCodeStoreCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'gives back what was inserted, by prefix and number',
    async run(world) {
      const codes = alone(world, 'errorCodes');
      const rows = [
        code(),
        code({ number: 2_147_483_647, message: "it's 🍄", details: 'não', isInternal: true, isNative: true }),
        code({ prefix: 'SV' }),
      ];
      for (const row of rows) expect(await codes.insert(row)).toBe('inserted');
      for (const row of rows) expect(await codes.find(row)).toEqual(row);
      expect(await codes.find({ prefix: 'SVC', number: 2 })).toBeUndefined();
      expect(await codes.find({ prefix: 'svc', number: 1 })).toBeUndefined();
      expect(await codes.update({ prefix: 'SVC', number: 2 }, { message: 'x' })).toBeUndefined();
      expect(await codes.delete({ prefix: 'SVC', number: 2 })).toBe('absent');
    },
  },
  {
    name: 'refuses a code twice, and goes on',
    async run(world) {
      await within(world, async ({ errorCodes }) => {
        expect(await errorCodes.insert(code())).toBe('inserted');
        expect(await errorCodes.insert(code({ message: 'Other.' }))).toBe('duplicate');
        expect(await errorCodes.insert(code({ number: 2 }))).toBe('inserted');
      });
      expect(await alone(world, 'errorCodes').find(code())).toEqual(code());
    },
  },
  {
    name: `inserts one of ${RACERS} concurrent codes of the same number`,
    async run(world) {
      const outcomes = await race(racer =>
        alone(world, 'errorCodes').insert(code({ message: `Of ${racer}.` })),
      );
      expect(countOf(outcomes, 'inserted')).toBe(1);
      expect(countOf(outcomes, 'duplicate')).toBe(RACERS - 1);
    },
  },
  {
    name: 'numbers each prefix from 1 on, after the highest there is',
    async run(world) {
      const codes = alone(world, 'errorCodes');
      const { number: _given, ...next } = code({ details: 'd', isInternal: true });
      expect(await codes.insertNext(next)).toEqual({ ...next, number: 1 });
      await codes.insert(code({ number: 41 }));
      await codes.insert(code({ prefix: 'OTH', number: 90 }));
      expect(await codes.insertNext(next)).toEqual({ ...next, number: 42 });
      expect(await codes.find({ prefix: 'SVC', number: 42 })).toEqual({ ...next, number: 42 });
      await codes.delete({ prefix: 'SVC', number: 1 });
      expect((await codes.insertNext(next))?.number).toBe(43);
    },
  },
  {
    name: 'gives no number after the highest that there can be',
    async run(world) {
      const codes = alone(world, 'errorCodes');
      const { number: _given, ...next } = code();
      await codes.insert(code({ number: MAX_CODE_NUMBER - 1 }));
      expect((await codes.insertNext(next))?.number).toBe(MAX_CODE_NUMBER);
      expect(await codes.insertNext(next)).toBeUndefined();
      expect((await codes.list({ prefix: 'SVC' }, { pageSize: 10, skip: 0 })).count).toBe(2);
    },
  },
  {
    name: `numbers ${RACERS} codes that are inserted at once without a gap`,
    async run(world) {
      const { number: _given, ...next } = code();
      const inserted = await race(() => alone(world, 'errorCodes').insertNext(next));
      const numbers = inserted.map(one => one?.number ?? 0).sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: RACERS }, (_, index) => index + 1));
    },
  },
  {
    name: 'replaces message and details, of native codes too, and nothing else',
    async run(world) {
      const codes = alone(world, 'errorCodes');
      const native = code({ details: 'old', isInternal: true, isNative: true });
      for (const row of [native, code({ number: 2 })]) await codes.insert(row);
      const texts = { message: 'New.', details: 'new' };
      expect(await codes.update(native, texts)).toEqual({ ...native, ...texts });
      expect(await codes.find(native)).toEqual({ ...native, ...texts });
      const { details: _gone, ...bare } = native;
      expect(await codes.update(native, { message: 'Bare.' })).toEqual({ ...bare, message: 'Bare.' });
      expect(await codes.find(native)).toEqual({ ...bare, message: 'Bare.' });
      expect(await codes.find({ prefix: 'SVC', number: 2 })).toEqual(code({ number: 2 }));
    },
  },
  {
    name: 'deletes a code once, and never a native one',
    async run(world) {
      const codes = alone(world, 'errorCodes');
      const native = code({ number: 2, isNative: true });
      for (const row of [code(), native, code({ prefix: 'OTH' })]) await codes.insert(row);
      expect(await codes.delete(code())).toBe('deleted');
      expect(await codes.delete(code())).toBe('absent');
      expect(await codes.delete(native)).toBe('native');
      expect(await codes.find(native)).toEqual(native);
      expect(await codes.find({ prefix: 'OTH', number: 1 })).toBeDefined();
    },
  },
  {
    name: 'lists codes by prefix and number, page by page, and by each filter',
    async run(world) {
      const codes = alone(world, 'errorCodes');
      const rows = [
        code({ prefix: 'AA', number: 7 }),
        code({ prefix: 'SVC', number: 2, isInternal: true }),
        code({ prefix: 'SVC', number: 10 }),
        code({ prefix: 'SVC', number: 100, isInternal: true }),
      ];
      for (const index of [3, 1, 0, 2]) await codes.insert(rows[index]!);
      const found = async (filter: ErrorCodeFilter) => (await codes.list(filter, ALL)).records;
      expect(await codes.list({ prefix: 'SVC' }, { pageSize: 2, skip: 1 })).toEqual({
        count: 3,
        skip: 1,
        size: 2,
        records: rows.slice(2),
      });
      expect(await codes.list({ prefix: 'SVC' }, { pageSize: 2, skip: 3 })).toMatchObject({
        count: 3,
        records: [],
      });
      expect((await found({ number: 7 })).filter(({ prefix }) => prefix !== 'MYC')).toEqual([rows[0]]);
      expect(await found({ prefix: 'SVC', isInternal: true })).toEqual([rows[1], rows[3]]);
      expect(await found({ prefix: 'SVC', isInternal: false })).toEqual([rows[2]]);
      expect(await found({ prefix: 'SVC', number: 7 })).toEqual([]);
      expect(await found({ prefix: 'SV' })).toEqual([]);
      const { count } = await codes.list({}, { pageSize: 1, skip: 0 });
      const all = (await codes.list({}, { pageSize: count, skip: 0 })).records;
      expect(all.filter(({ prefix }) => prefix !== 'MYC')).toEqual(rows);
    },
  },
];

export const errorCodeStoreContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as an error code store`, errorCodeStoreCases, open);
