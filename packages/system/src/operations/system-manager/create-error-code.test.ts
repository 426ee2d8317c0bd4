import { expect, it } from 'vitest';
import type { ErrorCodeView } from '../../views/error-code-view.ts';
import { office } from '../system-manager.fixture.ts';
import { createErrorCode } from './create-error-code.ts';

const message = 'User has exceeded their rate limit.';

it('registers a whole code, as the guide shows it', async () => {
  const { as, stores } = await office();
  const details = 'The account has made more requests than allowed in the current window.';
  const made = await as(createErrorCode, { code: 'SVC00001', message, details });
  expect(made).toEqual({
    prefix: 'SVC',
    errorNumber: 1,
    code: 'SVC00001',
    message,
    details,
    isInternal: false,
    isNative: false,
  });
  expect(stores.rows().errorCodes).toContainEqual({
    prefix: 'SVC',
    number: 1,
    message,
    details,
    isInternal: false,
    isNative: false,
  });
});

it('gives the next number of the prefix, and of that prefix alone', async () => {
  const { as } = await office();
  const codes: string[] = [];
  for (const params of [
    { prefix: 'SVC' },
    { prefix: 'SVC', errorNumber: 7 },
    { prefix: 'SVC' },
    { prefix: 'AB' },
  ]) {
    codes.push((await as<ErrorCodeView>(createErrorCode, { ...params, message })).code);
  }
  expect(codes).toEqual(['SVC00001', 'SVC00007', 'SVC00008', 'AB00001']);
});

it('says where the numbers of a prefix have come to their end', async () => {
  const { as, refusal } = await office();
  await as(createErrorCode, { code: 'SVC2147483647', message });
  expect(await refusal(createErrorCode, { prefix: 'SVC', message })).toMatchObject({
    code: 'MYC00018',
    details: expect.stringContaining('a number that is free'),
  });
});

it('never gives one number twice, however many ask at once', async () => {
  const { as } = await office();
  const made = await Promise.all(
    Array.from({ length: 20 }, () => as<ErrorCodeView>(createErrorCode, { prefix: 'SVC', message })),
  );
  expect(made.map(({ errorNumber }) => errorNumber).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
});

it('keeps what it is told, without white space at the ends and without empty details', async () => {
  const { as } = await office();
  const made = await as(createErrorCode, {
    prefix: 'SVC',
    message: `  ${message}\n`,
    details: '   ',
    isInternal: true,
  });
  expect(made).toMatchObject({ message, details: null, isInternal: true });
  expect(await as(createErrorCode, { prefix: 'SVC', message, details: null })).toMatchObject({
    details: null,
  });
  const long = 'é'.repeat(255);
  expect(await as(createErrorCode, { prefix: 'SVC', message: long, details: long })).toMatchObject({
    message: long,
    details: long,
  });
});

it('refuses a code that exists, however it is named', async () => {
  const { as, refusal, stores } = await office();
  await as(createErrorCode, { code: 'SVC00001', message });
  const before = stores.rows().errorCodes;
  for (const named of [{ code: 'SVC00001' }, { prefix: 'SVC', errorNumber: 1 }]) {
    expect(await refusal(createErrorCode, { ...named, message: 'Other.' })).toMatchObject({
      code: 'MYC00079',
      kind: 'conflict',
    });
  }
  expect(stores.rows().errorCodes).toEqual(before);
});

it("lets nobody register a code under the gateway's own prefix", async () => {
  const { refusal, stores } = await office();
  const before = stores.rows().errorCodes;
  for (const named of [
    { code: 'MYC00001' },
    { code: 'MYC09999' },
    { prefix: 'MYC' },
    { prefix: 'MYC', errorNumber: 500 },
  ]) {
    expect(await refusal(createErrorCode, { ...named, message })).toMatchObject({
      code: 'MYC00013',
      kind: 'forbidden',
    });
  }
  expect(stores.rows().errorCodes).toEqual(before);
});

it.each([
  [{ message }, 'code'],
  [{ code: 'SVC00001' }, 'message'],
  [{ code: 'SVC00001', message: '' }, 'message'],
  [{ code: 'SVC00001', message: '  ' }, 'message'],
  [{ code: 'SVC00001', message: 'x'.repeat(256) }, 'message'],
  [{ code: 'SVC00001', message, details: 'x'.repeat(256) }, 'details'],
  [{ code: 'SVC1', message }, 'code'],
  [{ code: 'SVC00000', message }, 'code'],
  [{ code: 'svc00001', message }, 'code'],
  [{ code: 1, message }, 'code'],
  [{ code: 'SVC9999999999', message }, 'code'],
  [{ code: 'SVC00001', prefix: 'SVC', message }, 'prefix'],
  [{ code: 'SVC00001', errorNumber: 1, message }, 'errorNumber'],
  [{ prefix: 'S', message }, 'prefix'],
  [{ prefix: 'SVCXX', message }, 'prefix'],
  [{ prefix: 'svc', message }, 'prefix'],
  [{ prefix: 'SVC', errorNumber: 0, message }, 'errorNumber'],
  [{ prefix: 'SVC', errorNumber: 1.5, message }, 'errorNumber'],
  [{ prefix: 'SVC', errorNumber: 2_147_483_648, message }, 'errorNumber'],
  [{ errorNumber: 1, message }, 'code'],
  [{ prefix: 'SVC', message, isInternal: 'yes' }, 'isInternal'],
  [{ prefix: 'SVC', message, isNative: true }, 'isNative'],
])('refuses %j, and says that it is %s', async (params, path) => {
  const { refusal, stores } = await office();
  const before = stores.rows().errorCodes;
  expect(await refusal(createErrorCode, params)).toMatchObject({
    code: 'MYC00033',
    problems: [{ path, message: expect.any(String) }],
  });
  expect(stores.rows().errorCodes).toEqual(before);
});

it('wants somebody who may write', async () => {
  const { refusal } = await office('read');
  expect(await refusal(createErrorCode, { code: 'SVC00001', message })).toMatchObject({ code: 'MYC00019' });
});
