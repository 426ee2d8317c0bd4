import { expect, it } from 'vitest';
import { office } from '../system-manager.fixture.ts';
import { createErrorCode } from './create-error-code.ts';
import { getErrorCode } from './get-error-code.ts';

async function opened() {
  const room = await office();
  await room.as(createErrorCode, { code: 'SVC00012', message: 'Out of stamps.', details: 'Buy some.' });
  return room;
}

it.each([
  { code: 'SVC00012' },
  { code: 'SVC00012', prefix: 'SVC' },
  { code: 12, prefix: 'SVC' },
  { code: '12', prefix: 'SVC' },
  { code: '00012', prefix: 'SVC' },
])('gives a code by %j', async named => {
  const { as } = await opened();
  expect(await as(getErrorCode, named)).toEqual({
    prefix: 'SVC',
    errorNumber: 12,
    code: 'SVC00012',
    message: 'Out of stamps.',
    details: 'Buy some.',
    isInternal: false,
    isNative: false,
  });
});

it("gives one of the gateway's own", async () => {
  const { as } = await opened();
  expect(await as(getErrorCode, { code: 'MYC00009' })).toMatchObject({
    message: 'No such user.',
    isNative: true,
  });
});

it('says that there is none', async () => {
  const { refusal } = await opened();
  for (const named of [{ code: 'SVC00013' }, { code: 12, prefix: 'AB' }, { code: 0, prefix: 'SVC' }]) {
    expect(await refusal(getErrorCode, named)).toMatchObject({ code: 'MYC00078', kind: 'not-found' });
  }
});

it.each([
  [{ code: 12 }, 'prefix'],
  [{ prefix: 'SVC' }, 'code'],
  [{ code: 'SVC00012', prefix: 'AB' }, 'prefix'],
  [{ code: 'SVC12' }, 'code'],
  [{ code: '12a', prefix: 'SVC' }, 'code'],
  [{ code: 1.5, prefix: 'SVC' }, 'code'],
  [{ code: 2_147_483_648, prefix: 'SVC' }, 'code'],
  [{ code: null, prefix: 'SVC' }, 'code'],
])('refuses %j', async (params, path) => {
  const { refusal } = await opened();
  expect(await refusal(getErrorCode, params)).toMatchObject({ code: 'MYC00033', problems: [{ path }] });
});
