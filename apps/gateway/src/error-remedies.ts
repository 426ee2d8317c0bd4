import type { ErrorName } from '@mycelium/kernel';

/** Why a code is answered and what to do about it. */
export interface Remedy {
  readonly cause: string;
  readonly remedy: string;
}

/** The number is taken, but nothing in this version answers it. */
export type Reserved = 'reserved';

/**
 * What the reference of error codes says beside each entry of the catalogue. Complete by its type: a new code does not
 * compile until it is explained here, and an explanation of a code that is gone does not compile either.
 */
export const REMEDIES: Readonly<Record<ErrorName, Remedy | Reserved>> = {
  DATABASE_UNAVAILABLE: {
    cause: 'PostgreSQL does not answer, or another process holds the folder of the embedded database.',
    remedy: 'Check that the server runs and that `databaseUrl` is right. Stop the other process.',
  },
  USER_ALREADY_REGISTERED: {
    cause: 'Two registrations of the same e-mail ran at the same moment.',
    remedy: 'Send the request again: the user exists now.',
  },
  ACCOUNT_ALREADY_REGISTERED: {
    cause: 'The caller has a personal account, or another account of the tenant has the name.',
    remedy: 'Use the account there is (`GET /_adm/beginners/accounts`), or choose another name.',
  },
  STATUS_UNDETERMINED: 'reserved',
  ACTIVE_USERS_ONLY: 'reserved',
  MANAGERS_ONLY: 'reserved',
  UPDATE_FAILED: 'reserved',
  TOKEN_NOT_FOUND: {
    cause:
      'The sign-in link or code was used, has expired, was replaced by a newer one, or five wrong codes were tried.',
    remedy: 'Ask for a new link and use it within its time. Only the newest link works.',
  },
  USER_NOT_FOUND: {
    cause: 'No user is registered under the id or the e-mail that the request names.',
    remedy: 'Let the person sign in once, which registers them, then repeat the request.',
  },
  NOTIFICATION_FAILED: 'reserved',
  PASSWORD_UNCHANGED: 'reserved',
  PASSWORD_UNVERIFIABLE: 'reserved',
  ACTION_NOT_AUTHORISED: {
    cause:
      'The account is not the one of the caller, the role does not fit the account, or the caller holds no role above the one that is granted.',
    remedy:
      'Use the own account, or grant a role that the account takes; the message says which rule applies.',
  },
  TENANT_NAME_TAKEN: {
    cause: 'Names of tenants are unique on an installation.',
    remedy: 'Choose another name.',
  },
  TENANT_OWNER_EXISTS: {
    cause: 'The user is one of the owners of the tenant.',
    remedy: 'Nothing needs to be done.',
  },
  TENANT_OWNER_NOT_FOUND: {
    cause: 'The user is none of the owners of the tenant.',
    remedy: 'Read the owners of the tenant: `GET /_adm/tenant-manager/tenants/{tenantId}`.',
  },
  GUEST_EXISTS: {
    cause: 'The person has been invited to the account in this role.',
    remedy: 'Nothing needs to be done. To send the invitation again, revoke it first.',
  },
  INVALID_STATE: {
    cause:
      'The operation does not fit the state of the account, user, tenant, role or webhook; the message names it.',
    remedy: 'Read the resource first, then do what the message asks for.',
  },
  INSUFFICIENT_PRIVILEGES: {
    cause: 'An administrative operation asks for a role that the account does not hold.',
    remedy: 'Ask somebody who may invite you to that role; the reference of operations names it.',
  },
  SECURITY_SUSPICION: 'reserved',
  TOTP_ALREADY_ENABLED: 'reserved',
  TOTP_DISABLED: 'reserved',
  TOTP_CODE_INVALID: 'reserved',
  CONNECTION_STRING_UNVERSIONED: 'reserved',
  CONNECTION_STRING_KEY_UNKNOWN: 'reserved',
  CONNECTION_STRING_FORGED: 'reserved',
  INVALID_INPUT: {
    cause: 'A parameter is missing, unknown, or of the wrong form.',
    remedy: '`problems` lists each parameter with what is wrong. The forms are at `/doc`.',
  },
  NOT_AUTHENTICATED: {
    cause: 'The route or operation needs a caller and the request names none.',
    remedy: 'Send `Authorization: Bearer <token>`.',
  },
  TOKEN_INVALID: {
    cause:
      'The token is damaged, has another audience, is signed with another key, or is a credential that is not accepted.',
    remedy:
      'Sign in again. For a token of a provider compare its `iss` and `aud` with `[[auth.external.define]]`.',
  },
  TOKEN_EXPIRED: {
    cause: 'The token is past its `exp`, the 60 seconds for clocks that differ included.',
    remedy: 'Sign in again, or refresh the token at its provider.',
  },
  ISSUER_UNKNOWN: {
    cause: 'No configured provider has the `iss` of the token, or sign-in by the gateway is switched off.',
    remedy: 'Add the provider to `[[auth.external.define]]` with exactly this issuer.',
  },
  ACCOUNT_MISSING: {
    cause: 'The caller has signed in but has no account yet.',
    remedy: 'Create one: `POST /_adm/beginners/accounts` with `{"name": "…"}`.',
  },
  ACCOUNT_INACTIVE: {
    cause: 'The account was switched off.',
    remedy: 'Ask an administrator of the installation.',
  },
  ACCOUNT_UNAPPROVED: {
    cause: 'The account waits for approval.',
    remedy: 'Ask an administrator of the installation.',
  },
  ACCOUNT_ARCHIVED: {
    cause: 'The account was archived.',
    remedy: 'Ask an administrator of the installation.',
  },
  ACCOUNT_DELETED: {
    cause: 'The account was deleted.',
    remedy: 'A deleted account does not come back. Sign in with another e-mail.',
  },
  USER_INACTIVE: {
    cause: 'The user was switched off.',
    remedy: 'Ask an administrator of the installation.',
  },
  NOT_A_TENANT_MEMBER: {
    cause:
      '`x-mycelium-tenant-id` names a tenant in which the caller has no accepted role and which it does not own.',
    remedy: 'Leave the header out, or send the id of a tenant of the profile.',
  },
  ROLE_REQUIRED: {
    cause:
      'None of the roles of the caller satisfies the route; a role to read does not satisfy a demand to write.',
    remedy: '`details` names the roles. Compare them with `licensedResources` of the profile.',
  },
  SOURCE_NOT_ALLOWED: {
    cause:
      'Neither the address of the client nor the `Host` of the request is in `allowedSources` of the service.',
    remedy: 'Add the address block or the host name there, or call from an allowed place.',
  },
  ROUTE_NOT_FOUND: {
    cause: 'No route matches the path, or the gateway itself has nothing there.',
    remedy:
      'Compare the path with the routes that the gateway prints when it starts. Patterns are case-sensitive.',
  },
  METHOD_NOT_ALLOWED: {
    cause: 'Routes match the path, but none of them takes the method.',
    remedy: 'Use a method of the `Allow` header, or add the method to the route.',
  },
  MALFORMED_REQUEST: {
    cause:
      'The request cannot be read in exactly one way: dot segments, encoded slashes, doubled or damaged headers, a body that is not JSON.',
    remedy: '`details` says which. Send the path in its plain form and each header once.',
  },
  BODY_TOO_LARGE: {
    cause:
      'The body is over the limit of its route (`maxBodyBytes`), of all routes (`bodyBytes` under `[api.limits]`), or of an administrative call.',
    remedy: 'Send less, or raise the limit; `details` names it.',
  },
  SERVICE_UNREACHABLE: {
    cause:
      'The service refused the connection, broke it off, has an unknown name or an unaccepted certificate.',
    remedy: 'Check `host` and `protocol` of the service and that it runs. The log line names the reason.',
  },
  SERVICE_TIMEOUT: {
    cause:
      'The service took longer than `gatewayTimeout` seconds, the request longer than `overallTimeoutSeconds` of its route, or it could not be connected within 5 seconds.',
    remedy:
      'Make the service faster, raise `gatewayTimeout` under `[api]`, or give the route a `timeoutSeconds` of its own.',
  },
  SERVICE_BUSY: {
    cause: 'All connections to the service are in use, and as many requests as may wait for one already do.',
    remedy:
      'Add hosts to the service, or raise `downstreamConnections` under `[api.limits]`. Clients try again after the seconds in `Retry-After`.',
  },
  IDENTITY_UNAVAILABLE: {
    cause: 'The database or the keys of the provider cannot be reached, so the caller cannot be known.',
    remedy: 'Try again after `Retry-After`. See `/health` for what is down.',
  },
  ACCOUNT_NOT_FOUND: {
    cause: 'There is no such account, or the caller has none.',
    remedy: 'Create one: `POST /_adm/beginners/accounts`.',
  },
  TOO_MANY_REQUESTS: {
    cause:
      'One address holds as many WebSockets as `maxConnectionsPerClient` under `[api.webSocket]` allows.',
    remedy:
      'Close one first. Behind a load balancer, name it in `trustedProxies`, so that its clients are told apart.',
  },
  BOOTSTRAP_CLOSED: {
    cause: 'The first administrator exists already, or no bootstrap secret is configured.',
    remedy:
      'Ask that administrator, or set `staffBootstrapSecret` on an installation that nobody has claimed.',
  },
  BOOTSTRAP_SECRET_INVALID: {
    cause: 'The secret is not the one of this installation.',
    remedy: 'Read it from the file that the start names, or from `staffBootstrapSecret`.',
  },
  METHOD_UNKNOWN: {
    cause: 'No operation has this JSON-RPC method name.',
    remedy: 'Ask `rpc.discover` for the names; `details` has the nearest one.',
  },
  SECOND_FACTOR_REQUIRED: {
    cause: 'The token was given before the second factor and opens nothing else.',
    remedy: 'Give the second-factor code first.',
  },
  SHUTTING_DOWN: {
    cause: 'The gateway is being stopped and takes no WebSocket any more.',
    remedy: 'Connect again; the load balancer leads to another replica.',
  },
  CACHE_UNAVAILABLE: {
    cause: 'Redis does not answer. The gateway goes on without it, so this code is seen in logs only.',
    remedy: 'Check that Redis runs and that `[redis]` is right.',
  },
  ROUTE_CLOSED: {
    cause:
      'The route is configured, but what it needs is not there: its secret, or a credential of a later version.',
    remedy: 'Read the warning that the gateway wrote at its start; `details` repeats it.',
  },
  CONNECTIONS_EXHAUSTED: {
    cause:
      'As many connections are open as `maxConnections` under `[api.limits]` allows, or as many WebSockets as that under `[api.webSocket]` does.',
    remedy: 'Try again after `Retry-After`, raise the limit, or run more replicas.',
  },
  PROFILE_TOO_LARGE: {
    cause: 'The caller holds so many licences that the profile fits into no header that services read.',
    remedy: 'Name one tenant in `x-mycelium-tenant-id`, which narrows the profile, or hold fewer licences.',
  },
  HEADERS_TOO_LARGE: {
    cause: 'The header fields are over `headerBytes` or more than `headerCount` under `[api.limits]`.',
    remedy: 'Send fewer or smaller headers; large cookies are the usual reason.',
  },
  MEDIA_TYPE_UNSUPPORTED: {
    cause: 'The body of an administrative call is compressed or is not JSON.',
    remedy: 'Send `Content-Type: application/json` without a content encoding.',
  },
  REQUEST_TIMEOUT: {
    cause: 'The header fields, or the next part of the body, did not arrive within their time.',
    remedy:
      'Send without long pauses. `headersTimeout` and `uploadIdleTimeout` under `[api.limits]` are the times.',
  },
  ORIGIN_NOT_ALLOWED: {
    cause: 'A browser asked for a page of another origin, which is not in `allowedOrigins`.',
    remedy:
      'Add the origin of the page, such as `https://app.example.com`, to `allowedOrigins` under `[api]`.',
  },
  TENANT_NOT_FOUND: {
    cause: 'The id of the tenant is wrong, or the tenant was deleted.',
    remedy: 'List the tenants that the profile names, or, as staff, `GET /_adm/managers/tenants`.',
  },
  GUEST_ROLE_NOT_FOUND: {
    cause: 'The id of the guest role is wrong, or the role was deleted.',
    remedy: 'List the roles: `GET /_adm/guests-manager/guest-roles`, or the list of your own scope.',
  },
  GUEST_NOT_FOUND: {
    cause: 'Nobody with this e-mail holds the role on the account.',
    remedy: 'List the guests of the account: `GET /_adm/subscriptions-manager/guests/accounts/{accountId}`.',
  },
  TAG_NOT_FOUND: {
    cause: 'The tag does not belong to the tenant or account that the request names, or was deleted.',
    remedy: 'Read the tags of the tenant or account and use the id from there.',
  },
  TAG_EXISTS: {
    cause: 'The tenant or account has a tag of this value.',
    remedy: 'Update that tag, or choose another value.',
  },
  GUEST_ROLE_EXISTS: {
    cause: 'Names and slugs of guest roles are unique for each permission.',
    remedy: 'Use the role there is, or choose another name.',
  },
  META_KEY_NOT_FOUND: {
    cause: 'The account or tenant has no metadata under the key.',
    remedy: 'Read the account or the tenant: its `meta` lists the keys.',
  },
  TOKEN_RECORD_NOT_FOUND: {
    cause: 'The id of the connection string is wrong, belongs to another account, or was deleted.',
    remedy: 'List your own: `GET /_adm/beginners/tokens`.',
  },
  ERROR_CODE_NOT_FOUND: {
    cause: 'No error code has this prefix and number.',
    remedy: 'List them: `GET /_adm/system-manager/error-codes`.',
  },
  ERROR_CODE_EXISTS: {
    cause: 'An error code with this prefix and number is registered.',
    remedy: 'Update it, or leave the number out to be given the next one of the prefix.',
  },
  WEBHOOK_NOT_FOUND: {
    cause: 'The id of the webhook is wrong, or it was deleted.',
    remedy: 'List them: `GET /_adm/system-manager/webhooks`.',
  },
  INVITATION_NOT_FOUND: {
    cause:
      'The caller was not invited to this account in this role, or the invitation was withdrawn. Invitations are bound to the e-mail that they were sent to.',
    remedy: 'Sign in with the address that received the invitation, or ask for a new one.',
  },
  SECRET_UNREADABLE: {
    cause:
      'The key that the secret was encrypted with is not the configured one, or the stored text was changed.',
    remedy: 'Configure the `tokenSecret` that wrote it, or store the secret anew.',
  },
  INTERNAL: {
    cause: 'A bug.',
    remedy: 'Report it with the id in `details`; the log has the reason beside the same id.',
  },
};
