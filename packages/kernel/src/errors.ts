/** What went wrong, independent of any transport. One table per door turns a kind into its number. */
export type Kind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'gone'
  | 'throttled'
  | 'unavailable'
  | 'internal';

/** One entry of the catalogue. `message` may be reworded at any time; `code` never changes. */
export interface ErrorEntry {
  readonly code: string;
  readonly kind: Kind;
  readonly message: string;
  /** True for codes that describe an internal fault rather than something the caller did. */
  readonly internal: boolean;
}

/** A field of the input that was refused, and why. `path` is dotted: `owner.email`, `roles[2].slug`. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

export interface ErrorDetail {
  /** Replaces the catalogue's sentence where a more precise one helps the caller. Never holds a secret. */
  readonly message?: string;
  /** A second sentence: what to do about it. */
  readonly details?: string;
  readonly problems?: readonly Problem[];
  /** Seconds after which a retry may succeed; becomes `Retry-After`. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** An expected refusal or fault with a catalogued code. Anything else that is thrown is a bug. */
export class AppError extends Error {
  readonly code: string;
  readonly kind: Kind;
  readonly details: string | undefined;
  readonly problems: readonly Problem[];
  readonly retryAfter: number | undefined;

  constructor(entry: ErrorEntry, detail: ErrorDetail = {}) {
    super(detail.message ?? entry.message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'AppError';
    this.code = entry.code;
    this.kind = entry.kind;
    this.details = detail.details;
    this.problems = detail.problems ?? [];
    this.retryAfter = detail.retryAfter;
  }
}

const external = (code: string, kind: Kind, message: string): ErrorEntry => ({
  code,
  kind,
  message,
  internal: false,
});
const internal = (code: string, kind: Kind, message: string): ErrorEntry => ({
  code,
  kind,
  message,
  internal: true,
});

/**
 * Every code the product can answer. MYC00001 to MYC00032 keep the number and the meaning they always had
 * (24 to 29 were never given out); from MYC00033 on they are ours.
 */
export const errors = {
  DATABASE_UNAVAILABLE: internal('MYC00001', 'unavailable', 'The database cannot be reached.'),
  USER_ALREADY_REGISTERED: external('MYC00002', 'conflict', 'A user with this e-mail is already registered.'),
  ACCOUNT_ALREADY_REGISTERED: external(
    'MYC00003',
    'conflict',
    'An account is already registered for this user.',
  ),
  STATUS_UNDETERMINED: external('MYC00004', 'internal', "The account's status could not be determined."),
  ACTIVE_USERS_ONLY: internal('MYC00005', 'forbidden', 'Only active users may do this.'),
  MANAGERS_ONLY: internal('MYC00006', 'forbidden', 'Only managers may do this.'),
  UPDATE_FAILED: internal('MYC00007', 'internal', 'The update failed.'),
  TOKEN_NOT_FOUND: external(
    'MYC00008',
    'unauthenticated',
    'This link or code is not valid, or no longer is.',
  ),
  USER_NOT_FOUND: external('MYC00009', 'not-found', 'No such user.'),
  NOTIFICATION_FAILED: external(
    'MYC00010',
    'internal',
    'The action was done, but its e-mail could not be queued.',
  ),
  PASSWORD_UNCHANGED: external('MYC00011', 'invalid', 'The new password equals the old one.'),
  PASSWORD_UNVERIFIABLE: external('MYC00012', 'internal', 'The password could not be checked.'),
  ACTION_NOT_AUTHORISED: external('MYC00013', 'forbidden', 'This action is not authorised.'),
  TENANT_NAME_TAKEN: external('MYC00014', 'conflict', 'A tenant with this name already exists.'),
  TENANT_OWNER_EXISTS: external('MYC00015', 'conflict', 'This user already owns the tenant.'),
  TENANT_OWNER_NOT_FOUND: external('MYC00016', 'not-found', 'This user does not own the tenant.'),
  GUEST_EXISTS: external('MYC00017', 'conflict', 'This guest already exists.'),
  INVALID_STATE: external(
    'MYC00018',
    'conflict',
    'The operation does not fit the current state of the resource.',
  ),
  INSUFFICIENT_PRIVILEGES: external(
    'MYC00019',
    'forbidden',
    'Insufficient privileges to perform this action.',
  ),
  SECURITY_SUSPICION: external(
    'MYC00020',
    'forbidden',
    'The request was refused as a possible security problem.',
  ),
  TOTP_ALREADY_ENABLED: external('MYC00021', 'invalid', 'A second factor is already enabled.'),
  TOTP_DISABLED: external('MYC00022', 'invalid', 'No second factor is enabled.'),
  TOTP_CODE_INVALID: external('MYC00023', 'unauthenticated', 'The second-factor code is not valid.'),
  CONNECTION_STRING_UNVERSIONED: external(
    'MYC00030',
    'unauthenticated',
    'The connection string names no key version.',
  ),
  CONNECTION_STRING_KEY_UNKNOWN: external(
    'MYC00031',
    'unauthenticated',
    "The connection string's key version is unknown.",
  ),
  CONNECTION_STRING_FORGED: external(
    'MYC00032',
    'unauthenticated',
    "The connection string's signature does not match.",
  ),

  INVALID_INPUT: external('MYC00033', 'invalid', 'The input is not valid.'),
  NOT_AUTHENTICATED: external('MYC00034', 'unauthenticated', 'Authentication is required.'),
  TOKEN_INVALID: external('MYC00035', 'unauthenticated', 'The access token is not valid.'),
  TOKEN_EXPIRED: external('MYC00036', 'unauthenticated', 'The access token has expired.'),
  ISSUER_UNKNOWN: external(
    'MYC00037',
    'unauthenticated',
    'The issuer of the access token is not configured here.',
  ),
  ACCOUNT_MISSING: external('MYC00038', 'forbidden', 'The caller is authenticated but has no account yet.'),
  ACCOUNT_INACTIVE: external('MYC00039', 'forbidden', 'The account is not active.'),
  ACCOUNT_UNAPPROVED: external('MYC00040', 'forbidden', 'The account has not been approved yet.'),
  ACCOUNT_ARCHIVED: external('MYC00041', 'forbidden', 'The account is archived.'),
  ACCOUNT_DELETED: external('MYC00042', 'forbidden', 'The account is deleted.'),
  USER_INACTIVE: external('MYC00043', 'forbidden', 'The user is not active.'),
  NOT_A_TENANT_MEMBER: external('MYC00044', 'forbidden', 'The caller does not belong to this tenant.'),
  ROLE_REQUIRED: external(
    'MYC00045',
    'forbidden',
    'The caller has none of the roles that this route requires.',
  ),
  SOURCE_NOT_ALLOWED: external('MYC00046', 'forbidden', 'This source may not call the service.'),
  ROUTE_NOT_FOUND: external('MYC00047', 'not-found', 'No route matches this path.'),
  METHOD_NOT_ALLOWED: external('MYC00048', 'invalid', 'This route does not accept the method.'),
  MALFORMED_REQUEST: external('MYC00049', 'invalid', 'The request is malformed.'),
  BODY_TOO_LARGE: external('MYC00050', 'invalid', 'The request body is larger than allowed.'),
  SERVICE_UNREACHABLE: external(
    'MYC00051',
    'unavailable',
    'The service behind this route cannot be reached.',
  ),
  SERVICE_TIMEOUT: external(
    'MYC00052',
    'unavailable',
    'The service behind this route did not answer in time.',
  ),
  IDENTITY_UNAVAILABLE: external('MYC00053', 'unavailable', 'It cannot be told who is calling right now.'),
  ACCOUNT_NOT_FOUND: external('MYC00054', 'not-found', 'No such account.'),
  TOO_MANY_REQUESTS: external('MYC00055', 'throttled', 'Too many requests.'),
  BOOTSTRAP_CLOSED: external(
    'MYC00056',
    'not-found',
    'This instance has been claimed, or claiming is switched off.',
  ),
  BOOTSTRAP_SECRET_INVALID: external('MYC00057', 'unauthenticated', 'The bootstrap secret is not valid.'),
  METHOD_UNKNOWN: external('MYC00058', 'not-found', 'No such operation.'),
  SECOND_FACTOR_REQUIRED: external('MYC00059', 'forbidden', 'A second-factor code is required first.'),
  SHUTTING_DOWN: external('MYC00060', 'unavailable', 'The gateway is shutting down.'),
  CACHE_UNAVAILABLE: internal('MYC00061', 'unavailable', 'The shared cache cannot be reached.'),
  ROUTE_CLOSED: external('MYC00062', 'unavailable', 'This route is closed.'),
  HEADERS_TOO_LARGE: external(
    'MYC00063',
    'invalid',
    'The header fields of the request are too many or too large.',
  ),
  MEDIA_TYPE_UNSUPPORTED: external(
    'MYC00064',
    'invalid',
    'The request body has a media type that is not taken here.',
  ),
  PROFILE_TOO_LARGE: external(
    'MYC00065',
    'invalid',
    'The profile of the caller is too large to be handed to a service.',
  ),
  REQUEST_TIMEOUT: external('MYC00066', 'invalid', 'The request took too long to arrive.'),
  ORIGIN_NOT_ALLOWED: external(
    'MYC00067',
    'forbidden',
    'This origin may not call the gateway from a browser.',
  ),
  CONNECTIONS_EXHAUSTED: external(
    'MYC00068',
    'unavailable',
    'The gateway holds as many connections as it may.',
  ),
  SERVICE_BUSY: external(
    'MYC00069',
    'unavailable',
    'Too many requests wait for the service behind this route.',
  ),
  TENANT_NOT_FOUND: external('MYC00070', 'not-found', 'No such tenant.'),
  GUEST_ROLE_NOT_FOUND: external('MYC00071', 'not-found', 'No such guest role.'),
  GUEST_NOT_FOUND: external('MYC00072', 'not-found', 'No such guest on this account.'),
  TAG_NOT_FOUND: external('MYC00073', 'not-found', 'No such tag.'),
  TAG_EXISTS: external('MYC00074', 'conflict', 'This tag already exists.'),
  GUEST_ROLE_EXISTS: external(
    'MYC00075',
    'conflict',
    'A guest role with this name and permission already exists.',
  ),
  META_KEY_NOT_FOUND: external('MYC00076', 'not-found', 'There is no entry under this key.'),
  TOKEN_RECORD_NOT_FOUND: external('MYC00077', 'not-found', 'The caller has no such connection string.'),
  ERROR_CODE_NOT_FOUND: external('MYC00078', 'not-found', 'No such error code.'),
  ERROR_CODE_EXISTS: external('MYC00079', 'conflict', 'This error code already exists.'),
  WEBHOOK_NOT_FOUND: external('MYC00080', 'not-found', 'No such webhook.'),
  INVITATION_NOT_FOUND: external('MYC00081', 'not-found', 'There is no such invitation for the caller.'),
  SECRET_UNREADABLE: internal('MYC00082', 'internal', 'A stored secret could not be decrypted.'),
  INTERNAL: internal('MYC00099', 'internal', 'Something went wrong on our side.'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorName = keyof typeof errors;

/** Every entry, ordered by code. */
export const catalogue: readonly (ErrorEntry & { readonly name: ErrorName })[] = (
  Object.entries(errors) as [ErrorName, ErrorEntry][]
)
  .map(([name, entry]) => ({ name, ...entry }))
  .sort((a, b) => (a.code < b.code ? -1 : 1));

/** `throw refuse('USER_NOT_FOUND')`. */
export const refuse = (name: ErrorName, detail?: ErrorDetail): AppError => new AppError(errors[name], detail);
