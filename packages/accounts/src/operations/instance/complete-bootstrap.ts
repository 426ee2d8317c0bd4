import { type ErrorName, refuse, type Transactional } from '@mycelium/kernel';
import { shape, text } from '@mycelium/schema';
import type { Account } from '../../model/account.ts';
import type { User } from '../../model/user.ts';
import type { Stores } from '../../ports/stores.ts';
import { LoginView } from '../../views/login-view.ts';
import { insertFor, newAccount } from '../beginners/create-account.ts';
import { EXAMPLE_LOGIN } from '../example-values.ts';
import { emailAddress } from '../fields.ts';
import { openSession } from '../open-session.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { userOrRegister } from '../register-user.ts';
import { audit, forgetOwners, writtenByAccount, writtenByUser } from '../writers.ts';
import { BOOTSTRAP_KEY, BOOTSTRAP_PATH } from './bootstrap-claim.ts';

type Ports = Needs<
  'bootstrapSecret' | 'unitOfWork' | 'clock' | 'ids' | 'cache' | 'linkSecrets' | 'tokenSigner'
>;
type Claim = { readonly user: User } | { readonly refused: ErrorName };

export const completeBootstrap = operation({
  name: 'instance.bootstrap.complete',
  route: `POST ${BOOTSTRAP_PATH}/complete`,
  access: 'public',
  feature: 'internal-sign-in',
  summary: 'Claim the first staff account of this installation and sign in to it.',
  description: 'Works once. The code is the one that the mailed link shows.',
  params: shape('CompleteBootstrapParams', {
    secret: text({ max: 4096 }),
    email: emailAddress(),
    code: text({ pattern: /^\d{6}$/, trim: true }),
  }),
  result: LoginView,
  errors: [
    'BOOTSTRAP_CLOSED',
    'BOOTSTRAP_SECRET_INVALID',
    'TOKEN_NOT_FOUND',
    'USER_INACTIVE',
    'USER_ALREADY_REGISTERED',
    'ACCOUNT_ALREADY_REGISTERED',
    'INVALID_STATE',
  ],
  example: {
    params: { secret: 'the bootstrap secret', email: 'maria@acme.example', code: '042042' },
    result: EXAMPLE_LOGIN,
  },
  run: async (ports: Ports, _context, { secret, email, code }) => {
    if (!ports.bootstrapSecret.enabled) throw refuse('BOOTSTRAP_CLOSED');
    if (!ports.bootstrapSecret.matches(secret)) throw refuse('BOOTSTRAP_SECRET_INVALID');
    const codeHash = ports.linkSecrets.codeHash(email, code);
    const claim = await ports.unitOfWork.run(stores => claimInstance(stores, ports, { email, codeHash }));
    if ('refused' in claim) throw refuse(claim.refused);
    return openSession(ports.tokenSigner, claim.user);
  },
});

/** Refusals are values here: a wrong code must stay counted, so its unit of work has to commit. */
async function claimInstance(
  stores: Stores & Transactional,
  ports: Ports,
  credential: { readonly email: string; readonly codeHash: string },
): Promise<Claim> {
  if (await stores.settings.has(BOOTSTRAP_KEY)) return { refused: 'BOOTSTRAP_CLOSED' };
  const link = await stores.magicLinks.consume(credential, ports.clock.now());
  if (!link) return { refused: 'TOKEN_NOT_FOUND' };
  const provider = { internal: {} };
  const user = await userOrRegister(stores, ports, { email: credential.email, provider });
  if (!user.isActive) return { refused: 'USER_INACTIVE' };
  // Of several who got here at once, the insert lets one pass.
  const claimed = await stores.settings.insert(BOOTSTRAP_KEY, {}, writtenByUser(user));
  if (claimed === 'duplicate') return { refused: 'BOOTSTRAP_CLOSED' };
  const account = await makeStaff(stores, ports, user);
  forgetOwners(stores, ports.cache, await stores.accounts.owners(account.id));
  return { user };
}

/** A new staff account named after the e-mail; whoever has a personal account already gets that one raised. */
async function makeStaff(stores: Stores, ports: Ports, user: User): Promise<Account> {
  const known = user.accountId && (await stores.accounts.byId(user.accountId));
  const given = { name: user.email, accountType: 'staff', isChecked: true } as const;
  const account = known || newAccount(ports, user, given);
  const by = writtenByAccount(account);
  if (known) {
    if (known.isDeleted) throw refuse('INVALID_STATE', { message: 'The account of this user is deleted.' });
    await stores.accounts.update(known.id, ACTING_STAFF, { ...by, at: ports.clock.now() });
  } else {
    await insertFor(stores, user, account);
  }
  await audit(stores, ports, {
    action: 'create_seed_staff_account',
    resourceType: 'account',
    resourceId: account.id,
    event: known ? 'updated' : 'created',
    performedBy: by,
  });
  return account;
}

/** There is nobody yet who could approve, activate or restore the account. */
const ACTING_STAFF = { accountType: 'staff', isActive: true, isChecked: true, isArchived: false } as const;
