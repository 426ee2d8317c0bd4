import { GuestUserView, guestUserView } from '@mycelium/accounts';
import type { AccountId } from '@mycelium/kernel';
import { pageFields, pageOf, shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { accountInTenant } from '../tenant-at-hand.ts';
import { reading } from './access.ts';
import { ACCOUNT, guestExample, TENANT } from './examples.ts';
import { noSuchOutside, outsideAccount, placeFields } from './guested-account.ts';

type Ports = Needs<'unitOfWork'>;

export const listGuestOnSubscriptionAccount = operation({
  name: 'subscriptionsManager.guests.listGuestOnSubscriptionAccount',
  route: 'GET /_adm/subscriptions-manager/guests/accounts/{accountId}',
  access: { ...reading, withoutTenant: 'admin' },
  summary: 'List the guests of an account, with their roles.',
  description: 'Whoever has not accepted the invitation is listed with `wasVerified` false.',
  params: shape('ListGuestOnSubscriptionAccountParams', {
    ...pageFields,
    tenantId: placeFields.tenantId,
    accountId: uuid<AccountId>(),
  }),
  result: pageOf(GuestUserView),
  errors: ['ACCOUNT_NOT_FOUND'],
  example: {
    params: { tenantId: TENANT, accountId: ACCOUNT },
    result: { count: 1, skip: 0, size: 10, records: [guestExample] },
  },
  run: async (ports: Ports, _, { tenantId, accountId, ...request }) =>
    ports.unitOfWork.run(async stores => {
      if (tenantId !== undefined) await accountInTenant(stores, tenantId, accountId);
      else if (!(await outsideAccount(stores, accountId))) throw noSuchOutside();
      const { records, ...page } = await stores.guests.onAccount(accountId, request);
      return { ...page, records: records.map(guestUserView) };
    }),
});
