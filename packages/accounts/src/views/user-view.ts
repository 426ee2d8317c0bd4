import { boolean, type Infer, instant, literal, optional, shape, text, union, uuid } from '@mycelium/schema';
import { parseEmail } from '../model/email.ts';
import type { Provider, User } from '../model/user.ts';

export const EmailView = shape('Email', { username: text(), domain: text() });

const ProviderView = union(
  shape('InternalProvider', { internal: shape('InternalCredential', {}) }),
  shape('ExternalProvider', { external: text() }),
);

const MfaView = shape('Mfa', {
  totp: union(
    literal('unknown'),
    literal('disabled'),
    shape('TotpEnabled', {
      enabled: shape('TotpState', { verified: boolean(), issuer: text(), secret: literal('REDACTED') }),
    }),
  ),
});

export const userFields = {
  id: uuid(),
  firstName: optional(text()),
  lastName: optional(text()),
  username: text(),
  email: EmailView,
  isActive: boolean(),
  isPrincipal: boolean(),
  created: instant(),
  updated: optional(instant()),
  account: optional(shape('AccountReference', { id: uuid() })),
  provider: optional(ProviderView),
  mfa: MfaView,
};

export const UserView = shape('User', userFields);
export type UserView = Infer<typeof UserView>;

/** A user as clients see it: no hash, no second-factor secret. */
export const userView = (user: User): UserView => ({
  ...identityOf(user),
  ...(user.firstName && { firstName: user.firstName }),
  ...(user.lastName && { lastName: user.lastName }),
  ...(user.updated && { updated: user.updated.toISOString() }),
  ...(user.accountId && { account: { id: user.accountId } }),
  ...(user.provider && { provider: providerView(user.provider) }),
  mfa: { totp: totpView(user.mfa) },
});

/** The part of a user that others see in an account's list of owners. */
export const ownerView = (user: User): UserView => ({ ...identityOf(user), mfa: { totp: 'unknown' } });

const identityOf = (user: User) => ({
  id: user.id,
  username: user.username,
  email: parseEmail(user.email) ?? { username: user.email, domain: '' },
  isActive: user.isActive,
  isPrincipal: user.isPrincipal,
  created: user.created.toISOString(),
});

const providerView = (provider: Provider): NonNullable<UserView['provider']> =>
  'external' in provider ? { external: provider.external } : { internal: {} };

interface TotpState {
  readonly verified: boolean;
  readonly issuer: string;
}

/** The column was written by several versions; whatever is not surely an enabled factor is none. */
function totpState(mfa: unknown): TotpState | 'disabled' | undefined {
  const totp = member(mfa, 'totp');
  if (totp === 'disabled') return 'disabled';
  const enabled = member(totp, 'enabled');
  if (enabled === undefined) return undefined;
  const issuer = member(enabled, 'issuer');
  return {
    verified: member(enabled, 'verified') === true,
    issuer: typeof issuer === 'string' ? issuer : 'Mycelium',
  };
}

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;

function totpView(mfa: unknown): UserView['mfa']['totp'] {
  const state = totpState(mfa);
  if (state === undefined) return 'unknown';
  return state === 'disabled' ? 'disabled' : { enabled: { ...state, secret: 'REDACTED' } };
}

/** A factor counts once its app was confirmed; before that nobody could give a code. */
export function hasSecondFactor({ mfa }: Pick<User, 'mfa'>): boolean {
  const state = totpState(mfa);
  return typeof state === 'object' && state.verified;
}
