import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { decodeProfile, PROFILE_HEADER } from './codec.ts';
import type { Profile } from './profile.ts';

/**
 * In this field the gateway signs what it says of the caller: a JWT (RFC 7519) with HS256, addressed to one service.
 *
 * | claim | |
 * | --- | --- |
 * | `iss` | `mycelium` |
 * | `aud` | name of the service |
 * | `sub` | value of `x-mycelium-email` |
 * | `iat`, `exp` | seconds since the epoch, a minute apart |
 * | `tenant_id` | value of `x-mycelium-tenant-id`, when that is sent |
 * | `profile_sha256` | SHA-256 of the value of `x-mycelium-profile`, Base64url, when that is sent |
 */
export const SIGNATURE_HEADER = 'x-mycelium-signature';

const EMAIL_HEADER = 'x-mycelium-email';
const TENANT_HEADER = 'x-mycelium-tenant-id';

/** RFC 7518 §3.2: a key for HS256 is as long as the hash. */
export const MIN_SIGNATURE_KEY_BYTES = 32;

const LIFETIME_SECONDS = 60;
/** By how much the clocks of gateway and service may differ. */
const LEEWAY_SECONDS = 30;

/** What a service is told of a caller, as it stands in the header fields. */
export interface CallerFields {
  readonly email: string;
  readonly tenantId: string | undefined;
  /** Value of the profile field. */
  readonly profile: string | undefined;
}

/** A caller whom the gateway vouches for. */
export interface VerifiedCaller {
  readonly email: string;
  readonly tenantId?: string;
  /** Absent on routes of the group `authenticated`, which hand over the e-mail alone. */
  readonly profile?: Profile;
}

/** The fields do not come from the gateway, or not for this service, or not now. */
export class CallerSignatureError extends Error {
  constructor(reason: string) {
    super(`The caller is not vouched for: ${reason}.`);
    this.name = 'CallerSignatureError';
  }
}

interface Claims {
  readonly iss: 'mycelium';
  readonly aud: string;
  readonly sub: string;
  readonly iat: number;
  readonly exp: number;
  readonly tenant_id?: string;
  readonly profile_sha256?: string;
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = encoded({ alg: 'HS256', typ: 'JWT' });
const digestOf = (profile: string): string => createHash('sha256').update(profile).digest('base64url');
const macOf = (key: KeyObject, input: string): Buffer => createHmac('sha256', key).update(input).digest();

/** Throws `RangeError` for a key that is too short. */
function keyOf(text: string): KeyObject {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length < MIN_SIGNATURE_KEY_BYTES)
    throw new RangeError(`a key for signatures has at least ${MIN_SIGNATURE_KEY_BYTES} bytes`);
  return createSecretKey(bytes);
}

/** Makes the signatures for one service. */
export class CallerSigner {
  readonly #service: string;
  readonly #key: KeyObject;

  constructor(service: string, key: string) {
    this.#service = service;
    this.#key = keyOf(key);
  }

  /** The value of the field; good for a minute. `now` in seconds since the epoch. */
  sign({ email, tenantId, profile }: CallerFields, now: number): string {
    const claims: Claims = {
      iss: 'mycelium',
      aud: this.#service,
      sub: email,
      iat: now,
      exp: now + LIFETIME_SECONDS,
      ...(tenantId !== undefined && { tenant_id: tenantId }),
      ...(profile !== undefined && { profile_sha256: digestOf(profile) }),
    };
    const input = `${HEADER}.${encoded(claims)}`;
    return `${input}.${macOf(this.#key, input).toString('base64url')}`;
  }
}

export interface VerifyOptions {
  /** The service's own name, as in the gateway's configuration. */
  readonly service: string;
  /** Its `signatureKey`; several while the key is being changed. */
  readonly key: string | readonly string[];
  /** Seconds since the epoch; the clock when left out. */
  readonly now?: number;
}

/** Header fields as Node has them: names in lower case. */
export type ReceivedFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * For services: who calls, when the gateway says so and nobody else. `undefined` for a request that names no caller, as
 * on public routes. Throws `CallerSignatureError` when the fields are not what the gateway signed, and
 * `ProfileDecodingError` when they are and still cannot be read.
 */
export function verifyCaller(fields: ReceivedFields, options: VerifyOptions): VerifiedCaller | undefined {
  const [email, tenantId] = [single(fields, EMAIL_HEADER), single(fields, TENANT_HEADER)];
  const [profile, signature] = [single(fields, PROFILE_HEADER), single(fields, SIGNATURE_HEADER)];
  if (signature === undefined) {
    if (email === undefined && profile === undefined) return undefined;
    throw new CallerSignatureError(`${SIGNATURE_HEADER} is missing`);
  }
  const claims = claimsOf(signature, options);
  if (claims.sub !== email) throw new CallerSignatureError('the e-mail is another one');
  if (claims.tenant_id !== tenantId) throw new CallerSignatureError('the tenant is another one');
  if (claims.profile_sha256 !== (profile === undefined ? undefined : digestOf(profile)))
    throw new CallerSignatureError('the profile is another one');
  return {
    email,
    ...(tenantId !== undefined && { tenantId }),
    ...(profile !== undefined && { profile: decodeProfile(profile) }),
  };
}

function single(fields: ReceivedFields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new CallerSignatureError(`${name} is there more than once`);
}

function claimsOf(signature: string, { service, key, now = Date.now() / 1000 }: VerifyOptions): Claims {
  const [header, body, mac, ...more] = signature.split('.');
  // The algorithm is ours to choose: a field that names another one is none of ours.
  if (header !== HEADER || body === undefined || mac === undefined || more.length > 0)
    throw new CallerSignatureError('the signature is not of the expected form');
  const given = Buffer.from(mac, 'base64url');
  const genuine = [key].flat().some(each => {
    const made = macOf(keyOf(each), `${header}.${body}`);
    return given.length === made.length && timingSafeEqual(given, made);
  });
  if (!genuine) throw new CallerSignatureError('the signature was made with another key');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
  if (claims.aud !== service) throw new CallerSignatureError('it was meant for another service');
  if (now > claims.exp + LEEWAY_SECONDS) throw new CallerSignatureError('the signature has expired');
  if (now < claims.iat - LEEWAY_SECONDS) throw new CallerSignatureError('the signature is from the future');
  return claims;
}
