import {
  type Account,
  type AuditEntry,
  type Provider,
  type Stores,
  type StoresUnitOfWork,
  slugify,
  type User,
  type WrittenBy,
} from '@mycelium/accounts';
import type { AccountId, Clock, Ids, UserId } from '@mycelium/kernel';

export interface SeedAccount {
  /** Canonical. */
  readonly email: string;
  readonly accountName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly provider: Provider;
}

export interface SeedPorts {
  readonly unitOfWork: StoresUnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * `created`, or why not: `claimed`: the installation has its first administrator; `has-account`: the person with this
 * e-mail owns an account already. `existingUser`: the person had signed in before, and keeps name and credential.
 */
export type SeedOutcome =
  | { readonly outcome: 'created'; readonly existingUser: boolean }
  | { readonly outcome: 'claimed' | 'has-account' };

/** The marker that the installation has its first administrator. */
const CLAIMED = 'staff_bootstrap';

class Refused extends Error {
  readonly outcome: 'claimed' | 'has-account';

  constructor(outcome: 'claimed' | 'has-account') {
    super(outcome);
    this.outcome = outcome;
  }
}

/** The first administrator: a staff account, the user who owns it and the marker, all of them or none. */
export async function createSeedAccount(ports: SeedPorts, seed: SeedAccount): Promise<SeedOutcome> {
  try {
    return await ports.unitOfWork.run(async stores => {
      const known = await stores.users.byEmail(seed.email);
      const user = known ?? newUser(ports, seed);
      const by: WrittenBy = { id: user.id, from: 'user', email: btoa(user.email) };
      if ((await stores.settings.insert(CLAIMED, {}, by)) === 'duplicate') throw new Refused('claimed');
      const account = staffAccount(ports, seed, by);
      await stores.accounts.insert(account);
      if (!known && (await stores.users.insert(user)) === 'duplicate') throw new Refused('has-account');
      if ((await stores.users.attachAccount(user.id, account.id)) !== 'attached')
        throw new Refused('has-account');
      await recordSeed(stores, ports, { account, by, newUser: known ? undefined : user });
      return { outcome: 'created', existingUser: known !== undefined };
    });
  } catch (error) {
    if (error instanceof Refused) return { outcome: error.outcome };
    throw error;
  }
}

const newUser = ({ ids, clock }: SeedPorts, seed: SeedAccount): User => ({
  id: ids.uuid() as UserId,
  username: seed.email,
  email: seed.email,
  firstName: seed.firstName,
  lastName: seed.lastName,
  isActive: true,
  isPrincipal: true,
  created: clock.now(),
  provider: seed.provider,
});

const staffAccount = (
  { ids, clock }: SeedPorts,
  { accountName, email }: SeedAccount,
  by: WrittenBy,
): Account => ({
  id: ids.uuid() as AccountId,
  name: accountName,
  // A name in another script leaves nothing.
  slug: slugify(accountName) || slugify(email),
  accountType: 'staff',
  isSystemAccount: false,
  isActive: true,
  isChecked: true,
  isArchived: false,
  isDeleted: false,
  meta: {},
  createdAt: clock.now(),
  createdBy: by,
});

async function recordSeed(
  stores: Stores,
  { ids, clock }: SeedPorts,
  {
    account,
    by,
    newUser,
  }: { readonly account: Account; readonly by: WrittenBy; readonly newUser: User | undefined },
): Promise<void> {
  const entry = (
    resourceType: AuditEntry['resourceType'],
    resourceId: string,
    action: string,
  ): AuditEntry => ({
    id: ids.uuid(),
    resourceType,
    resourceId,
    event: 'created',
    performedBy: by,
    metadata: { action },
    createdAt: clock.now(),
  });
  if (newUser) await stores.audit.append(entry('user', newUser.id, 'create_default_user'));
  await stores.audit.append(entry('account', account.id, 'create_seed_staff_account'));
}
