import { type AccountId, refuse } from '@mycelium/kernel';
import { described, oneOf, shape } from '@mycelium/schema';
import type { Account } from '../../model/account.ts';
import type { Caller } from '../../model/caller.ts';
import { PLATFORM_ACTORS, type PlatformActorName } from '../../model/system-actor.ts';
import { AccountView, accountView } from '../../views/account-view.ts';
import { EXAMPLE_ACCOUNT } from '../example-values.ts';
import { accountName, slugOf } from '../fields.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { auditRoles, systemRolePair } from '../system-roles.ts';
import { actor, audit } from '../writers.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

interface Params {
  readonly name: string;
  readonly actor: PlatformActorName;
}

export const createSystemAccount = operation({
  name: 'managers.accounts.createSystemAccount',
  route: 'POST /_adm/managers/accounts',
  status: 201,
  access: 'managers',
  summary: 'Create the account of one of the actors that act on the platform as a whole.',
  description:
    'Whoever is invited to it, in the role of the actor, holds this role on the platform. ' +
    'Brings the two roles of the actor along where they are missing. There is one such account for each actor.',
  params: shape('CreateSystemAccountParams', {
    name: accountName(),
    actor: described(oneOf(...PLATFORM_ACTORS), 'Whose account it is.'),
  }),
  result: AccountView,
  errors: ['INVALID_STATE'],
  example: {
    params: { name: 'Guests managers', actor: 'guestsManager' },
    result: {
      ...EXAMPLE_ACCOUNT,
      name: 'Guests managers',
      slug: 'guests-managers',
      isSystemAccount: true,
      owners: { records: [] },
      accountType: { actorAssociated: { actor: 'guestsManager' } },
      createdBy: { id: EXAMPLE_ACCOUNT.id, from: 'account', email: null },
    },
  },
  run: async (ports: Ports, { caller }, params) =>
    ports.unitOfWork.run(async stores => {
      const account = systemAccount(ports, caller, params);
      if ((await stores.accounts.insertForActor(account)) === 'duplicate') {
        throw refuse('INVALID_STATE', { message: `There is an account of ${params.actor} already.` });
      }
      const by = actor(caller);
      const { made } = await systemRolePair(stores, ports, params.actor);
      await auditRoles(stores, ports, { made, by });
      await audit(stores, ports, {
        action: 'create_system_account',
        details: { actor: params.actor },
        resourceType: 'account',
        resourceId: account.id,
        event: 'created',
        performedBy: by,
      });
      return accountView(account, []);
    }),
});

const systemAccount = ({ ids, clock }: Ports, caller: Caller, params: Params): Account => ({
  id: ids.uuid() as AccountId,
  name: params.name,
  slug: slugOf(params.name, { max: 256 }),
  accountType: { actorAssociated: { actor: params.actor } },
  isActive: true,
  isChecked: true,
  isArchived: false,
  isDeleted: false,
  isSystemAccount: true,
  meta: {},
  createdAt: clock.now(),
  createdBy: actor(caller),
});
