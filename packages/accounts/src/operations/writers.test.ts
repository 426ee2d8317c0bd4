import { anAccount, aUser, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { actor, audit, forgetCallers, forgetGuests, writtenByUser } from './writers.ts';

it('names who acts by the account, which there has to be', async () => {
  const { person, stores, caller } = world();
  const maria = await person({ email: 'maria@acme.example' });
  expect(actor(maria)).toEqual({ id: maria.account?.id, from: 'account' });
  await stores.addUser(aUser({ email: 'bob@acme.example' }));
  const bob = await caller('bob@acme.example');
  expect(() => actor(bob)).toThrow(expect.objectContaining({ code: 'MYC00038' }));
});

it('keeps e-mails in Base64 beside the id, as these columns always did', () => {
  const user = aUser({ email: 'maria@acme.example' });
  expect(writtenByUser(user)).toEqual({ id: user.id, from: 'user', email: 'bWFyaWFAYWNtZS5leGFtcGxl' });
});

it('writes into the trail what was done, with the details beside it', async () => {
  const { ports, stores } = world();
  const account = anAccount();
  await ports.unitOfWork.run(unit =>
    audit(unit, ports, {
      action: 'paint_account',
      details: { colour: 'red' },
      resourceType: 'account',
      resourceId: account.id,
      event: 'updated',
      performedBy: { id: account.id, from: 'account' },
    }),
  );
  expect(stores.rows().audit).toEqual([
    {
      id: expect.any(String),
      resourceType: 'account',
      resourceId: account.id,
      event: 'updated',
      performedBy: { id: account.id, from: 'account' },
      metadata: { action: 'paint_account', colour: 'red' },
      createdAt: ports.clock.now(),
    },
  ]);
});

it('forgets guests after the commit, and after a rollback nobody', async () => {
  const { ports, guest, subscription, tenant, invalidated } = world();
  const account = await subscription((await tenant()).id);
  for (const name of ['a', 'b']) await guest(`${name}@acme.example`, { role: 'editor', account });
  const forget = (fails: boolean) =>
    ports.unitOfWork.run(async unit => {
      await forgetGuests(unit, ports.cache, { accountId: account.id });
      expect(invalidated).toEqual([]);
      if (fails) throw new Error('rolled back');
    });
  await expect(forget(true)).rejects.toThrow('rolled back');
  expect(invalidated).toEqual([]);
  await forget(false);
  expect([...invalidated].sort()).toEqual(['caller:a@acme.example', 'caller:b@acme.example']);
});

it('forgets every one of very many, some at a time', async () => {
  const { ports } = world();
  const seen: string[] = [];
  let running = 0;
  let most = 0;
  const cache = {
    ...ports.cache,
    invalidate: async (group: string) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      seen.push(group);
    },
  };
  const emails = Array.from({ length: 230 }, (_, n) => `person${n}@acme.example`);
  await forgetCallers(cache, emails);
  expect(seen.toSorted()).toEqual(emails.map(email => `caller:${email}`).toSorted());
  expect(most).toBeLessThanOrEqual(50);
});
