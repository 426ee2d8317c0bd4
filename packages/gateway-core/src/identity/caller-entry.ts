import {
  accountRefusal,
  type CallerRecord,
  callerProfile,
  membershipsOf,
  profileInTenant,
  type VerifiedToken,
} from '@mycelium/accounts';
import type { Counter, ErrorName, Logger, TenantId } from '@mycelium/kernel';
import {
  encodeProfile,
  type LicensedResource,
  licencesOf,
  type Profile,
  permits,
  toUrlForm,
} from '@mycelium/profile';
import type { RequiredRole } from '../model/service.ts';

/** The value of the profile header, or why there is none. */
export type ProfileView = { readonly header: string } | { readonly refusal: ErrorName };

/**
 * How long the profile header may become. Services limit what they read, nginx to 8 KiB and Node to 16 KiB for all
 * fields together, and answer 431 to what is longer; that must not be the first anybody hears of it.
 */
export interface ProfileLimits {
  /** Characters above which the slim form is sent: licences and ownerships as URLs, without the derived `tenants`. */
  readonly slimAbove: number;
  /** Characters above which even the slim form is refused. */
  readonly max: number;
}

export const DEFAULT_PROFILE_LIMITS: ProfileLimits = { slimAbove: 7000, max: 14_000 };

/** How a route narrows the caller's profile before it is injected. */
export interface Narrowing {
  readonly tenantId: TenantId | undefined;
  readonly roles: readonly RequiredRole[];
  /** Equal for equal `roles`. */
  readonly rolesKey: string;
}

export interface CallerFacts {
  readonly email: string;
  /** Absent when nobody registered with the e-mail. */
  readonly record: CallerRecord | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly limits: ProfileLimits;
  readonly log: Logger;
  /** From `profileCounter`. */
  readonly profiles: Counter;
}

/**
 * A caller as read from the store, together with the header values made from it so far. Immutable but for those; a
 * change of the caller replaces the entry.
 */
export class CallerEntry {
  readonly email: string;
  readonly record: CallerRecord | undefined;
  readonly profile: Profile | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly #limits: ProfileLimits;
  readonly #log: Logger;
  readonly #profiles: Counter;
  readonly #refusal: ErrorName | undefined;
  readonly #views = new Map<string, ProfileView>();

  constructor({ email, record, expiresAt, limits, log, profiles }: CallerFacts) {
    this.email = email;
    this.record = record;
    this.expiresAt = expiresAt;
    this.#limits = limits;
    this.#log = log;
    this.#profiles = profiles;
    this.profile = record && callerProfile(record);
    this.#refusal = record ? accountRefusal(record) : 'ACCOUNT_MISSING';
  }

  /**
   * Our own tokens name the user. An e-mail may pass to somebody else after its user was deleted; the old user's
   * tokens must not pass with it.
   */
  isSubjectOf({ issuer, subject }: Pick<VerifiedToken, 'issuer' | 'subject'>): boolean {
    return issuer !== 'mycelium' || this.record === undefined || this.record.user.id === subject;
  }

  /** Computed once per distinct narrowing, then a look-up. */
  view(narrowing: Narrowing): ProfileView {
    const key =
      narrowing.tenantId === undefined ? narrowing.rolesKey : `${narrowing.tenantId} ${narrowing.rolesKey}`;
    const known = this.#views.get(key);
    if (known) return known;
    const view = this.#narrow(narrowing);
    // Tenants come from the client: a stranger's ids must not pile up here.
    if ('header' in view || narrowing.tenantId === undefined) this.#views.set(key, view);
    return view;
  }

  #narrow({ tenantId, roles }: Narrowing): ProfileView {
    if (this.#refusal !== undefined) return { refusal: this.#refusal };
    if (this.profile === undefined) return { refusal: 'ACCOUNT_MISSING' };
    const inTenant = tenantId === undefined ? this.profile : profileInTenant(this.profile, tenantId);
    if (inTenant === undefined) return { refusal: 'NOT_A_TENANT_MEMBER' };
    const narrowed = roles.length === 0 ? inTenant : narrowToRoles(inTenant, roles);
    return narrowed === undefined ? { refusal: 'ROLE_REQUIRED' } : this.#encode(narrowed);
  }

  #encode(profile: Profile): ProfileView {
    const { slimAbove, max } = this.#limits;
    const full = encodeProfile(profile);
    if (full.length <= slimAbove) {
      this.#profiles.add({ form: 'full' });
      return { header: full };
    }
    const { tenants: _derived, ...rest } = toUrlForm(profile);
    const slim = encodeProfile(rest);
    const { accId } = profile;
    if (slim.length <= max) {
      this.#profiles.add({ form: 'slim' });
      const sizes = { full: full.length, slim: slim.length };
      this.#log.log('info', 'a profile is sent in its slim form', { accId, ...sizes });
      return { header: slim };
    }
    this.#profiles.add({ form: 'refused' });
    this.#log.log('warn', 'a profile is too large for a header', { accId, slim: slim.length, max });
    return { refusal: 'PROFILE_TOO_LARGE' };
  }
}

/** The profile with the licences that satisfy one of the roles; `undefined` when none does. */
function narrowToRoles(profile: Profile, roles: readonly RequiredRole[]): Profile | undefined {
  const satisfies = (licence: LicensedResource): boolean =>
    roles.some(role => role.slug === licence.role && permits(licence.perm, role.permission));
  const kept = licencesOf(profile).filter(satisfies);
  if (kept.length === 0) return undefined;
  return { ...profile, licensedResources: { records: kept }, tenants: membershipsOf(kept) };
}
