import type { User } from '@mycelium/accounts';
import { catalogue, silentLogger, type UserId } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { memoryStores } from './index.ts';

const maria: User = {
  id: '00000000-0000-4000-8000-000000000001' as UserId,
  username: 'maria',
  email: 'maria@acme.example',
  firstName: 'Maria',
  lastName: '',
  isActive: true,
  isPrincipal: true,
  created: new Date(0),
};

it('forgets everything that a failed unit of work wrote, effects included', async () => {
  const stores = memoryStores();
  const effects: string[] = [];
  const failed = stores.unitOfWork.run(async ({ users, settings, afterCommit }) => {
    afterCommit(() => void effects.push('ran'));
    await users.insert(maria);
    await settings.insert('staff_bootstrap', {}, { id: maria.id, from: 'user' });
    throw new Error('changed my mind');
  });
  await expect(failed).rejects.toThrow('changed my mind');
  expect(stores.rows()).toMatchObject({ users: [], settings: [] });
  expect(effects).toEqual([]);
});

it('shows readers outside nothing before the commit', async () => {
  const stores = memoryStores();
  await stores.unitOfWork.run(async ({ users }) => {
    await users.insert(maria);
    expect(await stores.profileSource.byEmail(maria.email)).toBeUndefined();
  });
  expect((await stores.profileSource.byEmail(maria.email))?.user).toEqual(maria);
});

it('runs units one after the other and keeps going after a failed one', async () => {
  const stores = memoryStores();
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) =>
      stores.unitOfWork.run(async ({ users }) => {
        const known = await users.byEmail(maria.email);
        await Promise.resolve();
        if (n === 0) throw new Error('first fails');
        return known ? 'duplicate' : users.insert(maria);
      }),
    ),
  );
  const inserted = answers.filter(
    ({ status, ...answer }) => 'value' in answer && answer.value === 'inserted',
  );
  expect(inserted).toHaveLength(1);
});

it('cannot be changed through a row that it took or gave', async () => {
  const stores = memoryStores();
  const mine = { ...maria, created: new Date(0) };
  await stores.addUser(mine);
  mine.created.setFullYear(1999);
  (await stores.profileSource.byEmail(maria.email))?.user.created.setFullYear(1998);
  expect(stores.rows().users[0]?.created).toEqual(new Date(0));
});

it('refuses a unit of work inside another one instead of waiting for ever', async () => {
  const { unitOfWork } = memoryStores();
  const nested = unitOfWork.run(() => unitOfWork.run(async () => 'never'));
  await expect(nested).rejects.toThrow('inside another');
  expect(await unitOfWork.run(async () => 'still working')).toBe('still working');
});

it('reports an effect that fails and keeps what was committed', async () => {
  const lines: string[] = [];
  const log = { ...silentLogger, log: (_: unknown, message: string) => void lines.push(message) };
  const stores = memoryStores({ log });
  const inserted = await stores.unitOfWork.run(async ({ users, afterCommit }) => {
    afterCommit(() => Promise.reject(new Error('cache away')));
    return users.insert(maria);
  });
  expect(inserted).toBe('inserted');
  expect(lines).toEqual(['an effect after a commit failed']);
});

it("knows the gateway's own error codes from the start", async () => {
  const { unitOfWork, rows } = memoryStores();
  const found = await unitOfWork.run(({ errorCodes }) => errorCodes.find({ prefix: 'MYC', number: 13 }));
  const entry = catalogue.find(({ code }) => code === 'MYC00013');
  expect(found).toEqual({
    prefix: 'MYC',
    number: 13,
    message: entry?.message,
    isInternal: entry?.internal,
    isNative: true,
  });
  expect(rows().errorCodes).toHaveLength(catalogue.length);
});

it('gives each storage rows of its own', async () => {
  const [one, two] = [memoryStores(), memoryStores()];
  await one.unitOfWork.run(async ({ users, errorCodes }) => {
    await users.insert(maria);
    await errorCodes.update({ prefix: 'MYC', number: 13 }, { message: 'Other.' });
  });
  expect(two.rows().users).toEqual([]);
  expect(two.rows().errorCodes).toEqual(memoryStores().rows().errorCodes);
});
