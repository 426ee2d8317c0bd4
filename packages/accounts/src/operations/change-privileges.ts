import { type AccountId, refuse } from '@mycelium/kernel';
import { custom, type Field } from '@mycelium/schema';
import { verboseStatus } from '../model/account.ts';
import type { Caller } from '../model/caller.ts';
import { kindsAbove, kindsBelow, type PersonalKind } from '../model/personal-account.ts';
import { type AccountView, accountListingView } from '../views/account-view.ts';
import { personalAccount } from './personal-account-at-hand.ts';
import type { Needs } from './ports.ts';
import { actor, audit, forgetOwners } from './writers.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

/** A type of personal accounts, as it is written in accounts or with a capital. */
export const personalKindField = <const Kind extends PersonalKind>(...kinds: readonly Kind[]): Field<Kind> =>
  custom<Kind>({
    expects: kinds.map(kind => JSON.stringify(kind)).join(' or '),
    parse: given => {
      const kind = kinds.find(known => known === given || capitalised(known) === given);
      return kind ? { value: kind } : { problem: `must be ${kinds.join(' or ')}` };
    },
    jsonSchema: { enum: [...kinds, ...kinds.map(capitalised)] },
  });

const capitalised = (word: string): string => `${word[0]?.toUpperCase()}${word.slice(1)}`;

export interface PrivilegeRequest {
  readonly accountId: AccountId;
  readonly to: PersonalKind;
  readonly direction: 'up' | 'down';
}

/**
 * Moves a personal account to another rank, strictly in one direction. Whether the caller may is the business of the
 * operation. It counts from the next request of the account's owners.
 */
export const changePrivileges = (
  ports: Ports,
  caller: Caller,
  { accountId, to, direction }: PrivilegeRequest,
): Promise<AccountView> =>
  ports.unitOfWork.run(async stores => {
    const account = await personalAccount(stores, accountId);
    const status = verboseStatus(account);
    if (direction === 'up' && status !== 'verified') {
      throw refuse('INVALID_STATE', {
        message: `The account is ${status}; it gets no privileges like that.`,
      });
    }
    const by = actor(caller);
    const change = { from: direction === 'up' ? kindsBelow(to) : kindsAbove(to), to };
    const outcome = await stores.accounts.changeKind(account.id, change, { ...by, at: ports.clock.now() });
    const listing = await stores.accounts.listing(account.id);
    if (outcome === 'absent' || !listing) throw refuse('ACCOUNT_NOT_FOUND');
    if (outcome === 'last') throw refuse('INVALID_STATE', { message: LAST_STAFF, details: LAST_ADVICE });
    if (outcome === 'refused') {
      throw refuse('INVALID_STATE', {
        message: `An account of type ${listing.account.accountType} cannot be ${direction}graded to ${to}.`,
      });
    }
    await audit(stores, ports, {
      action: `${direction}grade_account_privileges`,
      details: { from: account.accountType, to },
      resourceType: 'account',
      resourceId: account.id,
      event: 'updated',
      performedBy: by,
    });
    forgetOwners(stores, ports.cache, listing.owners);
    return accountListingView(listing);
  });

const LAST_STAFF = 'This is the last staff account that can act.';
const LAST_ADVICE = 'Upgrade another account to staff first; otherwise nobody could do so any more.';
