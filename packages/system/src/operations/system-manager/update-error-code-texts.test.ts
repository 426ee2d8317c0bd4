import { expect, it } from 'vitest';
import { office } from '../system-manager.fixture.ts';
import { createErrorCode } from './create-error-code.ts';
import { getErrorCode } from './get-error-code.ts';
import { updateErrorCodeTexts } from './update-error-code-texts.ts';

async function opened() {
  const room = await office();
  await room.as(createErrorCode, { code: 'SVC00001', message: 'Old.', details: 'Old.', isInternal: true });
  return room;
}

it('rewords a code, by whichever name, and nothing but its texts', async () => {
  const { as } = await opened();
  const changed = await as(updateErrorCodeTexts, { code: 'SVC00001', message: 'New.', details: 'Also new.' });
  expect(changed).toEqual({
    prefix: 'SVC',
    errorNumber: 1,
    code: 'SVC00001',
    message: 'New.',
    details: 'Also new.',
    isInternal: true,
    isNative: false,
  });
  expect(await as(getErrorCode, { code: 'SVC00001' })).toEqual(changed);
  const again = await as(updateErrorCodeTexts, { prefix: 'SVC', code: 1, message: 'Newest.' });
  expect(again).toMatchObject({ message: 'Newest.', details: null });
});

it("rewords the gateway's own codes, so that they can speak another language", async () => {
  const { as } = await opened();
  const changed = await as(updateErrorCodeTexts, { code: 'MYC00009', message: 'Usuário não encontrado.' });
  expect(changed).toMatchObject({ message: 'Usuário não encontrado.', isNative: true });
});

it('says that there is no such code, and makes none', async () => {
  const { refusal } = await opened();
  const named = { code: 'SVC00002' };
  expect(await refusal(updateErrorCodeTexts, { ...named, message: 'New.' })).toMatchObject({
    code: 'MYC00078',
  });
  expect(await refusal(getErrorCode, named)).toMatchObject({ code: 'MYC00078' });
});

it.each([
  [{ code: 'SVC00001' }, 'message'],
  [{ code: 'SVC00001', message: 'x'.repeat(256) }, 'message'],
  [{ code: 'SVC00001', message: 'x', isInternal: false }, 'isInternal'],
  [{ code: 1, message: 'x' }, 'prefix'],
])('refuses %j', async (params, path) => {
  const { refusal } = await opened();
  expect(await refusal(updateErrorCodeTexts, params)).toMatchObject({
    code: 'MYC00033',
    problems: [{ path }],
  });
});

it('wants somebody who may write', async () => {
  const { refusal } = await office('read');
  const params = { code: 'MYC00009', message: 'Mine.' };
  expect(await refusal(updateErrorCodeTexts, params)).toMatchObject({ code: 'MYC00019' });
});
