import { type AccountId, type ErrorName, refuse } from '@mycelium/kernel';
import { type Account, verboseStatus } from '../model/account.ts';
import { type StatusStep, statusStep, stepsFrom, takesAway } from '../model/account-status.ts';
import type { Caller } from '../model/caller.ts';
import { type AccountView, accountListingView } from '../views/account-view.ts';
import { hasAdminPrivileges } from './authorise.ts';
import { EXAMPLE_ACCOUNT, EXAMPLE_ACCOUNT_ID } from './example-values.ts';
import { type PersonalAccount, personalAccount } from './personal-account-at-hand.ts';
import type { Needs } from './ports.ts';
import { actor, audit, forgetOwners } from './writers.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

/** The errors that a change of status may end in, for the operations that make one. */
export const STATUS_ERRORS = [
  'ACCOUNT_NOT_FOUND',
  'ACTION_NOT_AUTHORISED',
  'INSUFFICIENT_PRIVILEGES',
  'INVALID_STATE',
] as const satisfies readonly ErrorName[];

const ACTIONS: Readonly<Record<StatusStep, string>> = {
  approve: 'change_account_approval_status',
  disapprove: 'change_account_approval_status',
  activate: 'change_account_activation_status',
  deactivate: 'change_account_activation_status',
  archive: 'change_account_archival_status',
  unarchive: 'change_account_archival_status',
};

export interface StatusRequest {
  readonly accountId: AccountId;
  readonly step: StatusStep;
}

/** Takes one step with somebody's personal account. It counts from the next request of its owners. */
export const changeStatus = (
  ports: Ports,
  caller: Caller,
  { accountId, step }: StatusRequest,
): Promise<AccountView> =>
  ports.unitOfWork.run(async stores => {
    const account = await personalAccount(stores, accountId);
    refuseTarget(caller, account, step);
    const by = actor(caller);
    const { from, flags, to } = statusStep(step);
    const change = { from, to: flags };
    const outcome = await stores.accounts.changeStatus(account.id, change, { ...by, at: ports.clock.now() });
    const listing = await stores.accounts.listing(account.id);
    if (outcome === 'absent' || !listing) throw refuse('ACCOUNT_NOT_FOUND');
    if (outcome === 'refused') throw refusedStep(listing.account, step);
    await audit(stores, ports, {
      action: ACTIONS[step],
      details: { status: to },
      resourceType: 'account',
      resourceId: account.id,
      event: 'updated',
      performedBy: by,
    });
    forgetOwners(stores, ports.cache, listing.owners);
    return accountListingView(listing);
  });

/** Nobody takes steps with the own account, nor with one that ranks higher; members of staff are downgraded first. */
function refuseTarget(caller: Caller, account: PersonalAccount, step: StatusStep): void {
  const { profile } = caller;
  if (caller.account?.id === account.id) {
    throw refuse('ACTION_NOT_AUTHORISED', { message: 'Nobody changes the status of the own account.' });
  }
  const isAllowed =
    account.accountType === 'user' ||
    (account.accountType === 'manager' && profile && hasAdminPrivileges(profile)) ||
    (account.accountType === 'staff' && profile?.isStaff);
  if (!isAllowed) {
    throw refuse('INSUFFICIENT_PRIVILEGES', {
      message: `The account is of type ${account.accountType}; only those of this type or above change its status.`,
    });
  }
  if (account.accountType === 'staff' && takesAway(step)) {
    throw refuse('INVALID_STATE', {
      message: 'The account is of type staff.',
      details: 'Downgrade it first: staff.accounts.downgradePrivileges.',
    });
  }
}

function refusedStep(account: Account, step: StatusStep): Error {
  const status = verboseStatus(account);
  return refuse('INVALID_STATE', {
    message: `The account is ${status}; ${step} is not possible.`,
    details: `Possible now: ${stepsFrom(status).join(', ') || 'nothing'}.`,
  });
}

/** How the documents show each of these operations. */
export const statusExample = (over: Partial<AccountView>) => ({
  params: { accountId: EXAMPLE_ACCOUNT_ID },
  result: { ...EXAMPLE_ACCOUNT, ...over },
});
