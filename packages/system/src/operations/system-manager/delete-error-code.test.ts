import { expect, it } from 'vitest';
import { office } from '../system-manager.fixture.ts';
import { createErrorCode } from './create-error-code.ts';
import { deleteErrorCode } from './delete-error-code.ts';
import { getErrorCode } from './get-error-code.ts';

it.each([{ code: 'SVC00001' }, { prefix: 'SVC', code: 1 }])('removes a code by %j', async named => {
  const { as, refusal } = await office();
  await as(createErrorCode, { code: 'SVC00001', message: 'x' });
  await as(createErrorCode, { code: 'SVC00002', message: 'x' });
  expect(await as(deleteErrorCode, named)).toBeNull();
  expect(await refusal(deleteErrorCode, named)).toMatchObject({ code: 'MYC00078' });
  expect(await as(getErrorCode, { code: 'SVC00002' })).toMatchObject({ code: 'SVC00002' });
});

it("keeps the gateway's own codes", async () => {
  const { refusal, stores } = await office();
  const before = stores.rows().errorCodes;
  const refused = await refusal(deleteErrorCode, { code: 'MYC00001' });
  expect(refused).toMatchObject({ code: 'MYC00018', kind: 'conflict' });
  expect(stores.rows().errorCodes).toEqual(before);
});

it('wants somebody who may write', async () => {
  const { refusal } = await office('read');
  expect(await refusal(deleteErrorCode, { code: 'SVC00001' })).toMatchObject({ code: 'MYC00019' });
});
