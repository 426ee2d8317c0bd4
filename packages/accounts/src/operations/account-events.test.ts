import { anAccount, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { accountView } from '../views/account-view.ts';
import { announceAccount } from './account-events.ts';

async function announced(trigger: 'subscriptionAccount.updated' | 'userAccount.deleted', email?: string) {
  const { ports, stores } = world();
  const account = anAccount({ name: 'Maria' });
  const view = accountView(account, []);
  await ports.unitOfWork.run(unit =>
    announceAccount(unit, ports, { trigger, account, view, ...(email && { email }) }),
  );
  const [event] = stores.rows().events;
  return { event, account, view, now: ports.clock.now() };
}

it('tells subscribers the account in full, and of the owner where there is one', async () => {
  const { event, account, view, now } = await announced('subscriptionAccount.updated');
  expect(event).toMatchObject({
    trigger: 'subscriptionAccount.updated',
    resourceId: account.id,
    occurredAt: now,
  });
  expect(event?.payload).toEqual({ accountId: account.id, name: 'Maria', account: view });
});

it('tells deletions by the bare id as well, as they always were', async () => {
  const email = 'maria@acme.example';
  const { event, account, view } = await announced('userAccount.deleted', email);
  const { id } = account;
  expect(event?.payload).toEqual({ id, accountId: id, email, name: 'Maria', account: view });
});
