import { catalogue, type Page } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import type { ErrorCodeView } from '../../views/error-code-view.ts';
import { office } from '../system-manager.fixture.ts';
import { createErrorCode } from './create-error-code.ts';
import { listErrorCodes } from './list-error-codes.ts';

const OWN = ['AB00001', 'SVC00001', 'SVC00002', 'SVC00010'];

async function opened() {
  const room = await office();
  for (const code of [...OWN].reverse()) {
    await room.as(createErrorCode, { code, message: `About ${code}.`, isInternal: code === 'SVC00002' });
  }
  const list = (params: object = {}) => room.as<Page<ErrorCodeView>>(listErrorCodes, params);
  return {
    ...room,
    list,
    codes: async (params: object) => (await list(params)).records.map(({ code }) => code),
  };
}

it("lists the gateway's own codes and the others, by prefix and number, with the true total", async () => {
  const { list } = await opened();
  const all = await list({ pageSize: 500 });
  expect(all).toMatchObject({ count: catalogue.length + OWN.length, skip: 0, size: 500 });
  expect(all.records.map(({ code }) => code)).toEqual([
    OWN[0],
    ...catalogue.map(({ code }) => code),
    ...OWN.slice(1),
  ]);
  expect(all.records.filter(({ isNative }) => isNative)).toHaveLength(catalogue.length);
  const second = await list({ pageSize: 2, skip: 1 });
  expect(second).toMatchObject({ count: all.count, skip: 1, size: 2, records: all.records.slice(1, 3) });
  expect(await list({ skip: 5000 })).toMatchObject({ count: all.count, records: [] });
});

it.each<[object, string[]]>([
  [{ prefix: 'SVC' }, ['SVC00001', 'SVC00002', 'SVC00010']],
  [{ prefix: 'SVC', isInternal: true }, ['SVC00002']],
  [{ prefix: 'SVC', isInternal: false }, ['SVC00001', 'SVC00010']],
  [{ code: 1 }, ['AB00001', 'MYC00001', 'SVC00001']],
  [{ code: '1' }, ['AB00001', 'MYC00001', 'SVC00001']],
  [{ code: 1, prefix: 'SVC' }, ['SVC00001']],
  [{ code: 'SVC00010' }, ['SVC00010']],
  [{ code: 'SVC00010', prefix: 'SVC' }, ['SVC00010']],
  [{ code: 'SVC00010', isInternal: true }, []],
  [{ prefix: 'ZZZ' }, []],
])('finds by %j', async (filter, expected) => {
  const { codes } = await opened();
  expect(await codes(filter)).toEqual(expected);
});

it.each([
  [{ code: 'SVC00010', prefix: 'AB' }, 'prefix'],
  [{ code: 'SVC' }, 'code'],
  [{ code: -1 }, 'code'],
  [{ prefix: 'a' }, 'prefix'],
  [{ pageSize: 0 }, 'pageSize'],
])('refuses %j', async (params, path) => {
  const { refusal } = await opened();
  expect(await refusal(listErrorCodes, params)).toMatchObject({ code: 'MYC00033', problems: [{ path }] });
});

it('is for everybody who may read, and for nobody else', async () => {
  const { as, person, call } = await office('read');
  expect(await as(listErrorCodes)).toMatchObject({ size: 10 });
  const caller = await person({ email: 'uli@acme.example', holds: [{ role: 'users-manager' }] });
  await expect(call(listErrorCodes, {}, { caller })).rejects.toMatchObject({ code: 'MYC00019' });
});
