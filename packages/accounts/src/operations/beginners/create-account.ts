import { type AccountId, refuse, type Transactional } from '@mycelium/kernel';
import { renderMail } from '@mycelium/notifications';
import { shape } from '@mycelium/schema';
import { type Account, type AccountType, slugify } from '../../model/account.ts';
import type { Caller } from '../../model/caller.ts';
import type { User } from '../../model/user.ts';
import type { Stores } from '../../ports/stores.ts';
import { AccountView, accountView } from '../../views/account-view.ts';
import { announceAccount } from '../account-events.ts';
import { EXAMPLE_ACCOUNT } from '../example-values.ts';
import { accountName } from '../fields.ts';
import { operation } from '../operation.ts';
import { brandOf, type Needs } from '../ports.ts';
import { audit, forgetCaller, writtenByAccount, writtenByUser } from '../writers.ts';
import { REGISTRATION_ERRORS, registeredUser } from './registered-user.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache' | 'settings'>;

export const createAccount = operation({
  name: 'beginners.accounts.create',
  route: 'POST /_adm/beginners/accounts',
  status: 201,
  access: 'bearer',
  summary: 'Create a personal account for the caller.',
  params: shape('CreateAccountParams', { name: accountName() }),
  result: AccountView,
  errors: ['ACCOUNT_ALREADY_REGISTERED', 'INVALID_STATE', 'USER_INACTIVE', ...REGISTRATION_ERRORS],
  example: { params: { name: EXAMPLE_ACCOUNT.name }, result: EXAMPLE_ACCOUNT },
  run: async (ports: Ports, { caller }, { name }) =>
    ports.unitOfWork.run(async stores => {
      const user = await ownerOf(stores, ports, caller);
      const isChecked = ports.settings.approveNewAccounts ?? true;
      const account = newAccount(ports, user, { name, accountType: 'user', isChecked });
      await insertFor(stores, user, account);
      const view = accountView(account, [{ ...user, accountId: account.id }]);
      await audit(stores, ports, {
        action: 'create_user_account',
        resourceType: 'account',
        resourceId: account.id,
        event: 'created',
        performedBy: writtenByAccount(account),
      });
      await announceAccount(stores, ports, {
        trigger: 'userAccount.created',
        account,
        view,
        email: user.email,
      });
      await welcome(stores, ports, { user, account });
      stores.afterCommit(() => forgetCaller(ports.cache, user.email));
      return view;
    }),
});

async function ownerOf(stores: Stores & Transactional, ports: Ports, caller: Caller): Promise<User> {
  const user = await registeredUser(stores, ports, caller);
  if (user.accountId) throw refuse('ACCOUNT_ALREADY_REGISTERED');
  if (!user.isActive) throw refuse('USER_INACTIVE');
  if (!user.isPrincipal)
    throw refuse('INVALID_STATE', { message: 'Only a principal user can own an account.' });
  return user;
}

/** Inserts the account and makes it the user's; both or neither. */
export async function insertFor(stores: Stores, user: User, account: Account): Promise<void> {
  const inserted = await stores.accounts.insert(account);
  const attached = inserted === 'inserted' && (await stores.users.attachAccount(user.id, account.id));
  if (attached !== 'attached') throw refuse('ACCOUNT_ALREADY_REGISTERED');
}

export const newAccount = (
  { ids, clock }: Pick<Ports, 'ids' | 'clock'>,
  user: User,
  given: { readonly name: string; readonly accountType: AccountType; readonly isChecked: boolean },
): Account => ({
  id: ids.uuid() as AccountId,
  ...given,
  slug: slugify(user.email),
  isActive: true,
  isArchived: false,
  isDeleted: false,
  isSystemAccount: false,
  meta: {},
  createdAt: clock.now(),
  createdBy: writtenByUser(user),
});

async function welcome(
  stores: Stores,
  { ids, settings }: Ports,
  { user, account }: { readonly user: User; readonly account: Account },
): Promise<void> {
  const mail = renderMail({
    template: 'create-user-account',
    locale: settings.locale ?? 'en-us',
    brand: brandOf(settings),
    variables: { account_name: account.name },
  });
  const envelope = { id: ids.uuid(), created: account.createdAt, from: settings.sender, to: user.email };
  await stores.mails.append({ ...mail, ...envelope });
}
