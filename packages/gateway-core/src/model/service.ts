import type { Secret } from '@mycelium/kernel';
import type { Permission } from '@mycelium/profile';

export interface RequiredRole {
  readonly slug: string;
  readonly permission: Permission;
}

/** What a route demands before a request is passed on. Roles are alternatives: any one of them is enough. */
export type SecurityGroup =
  | { readonly kind: 'public' }
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'protected' }
  | { readonly kind: 'protectedByRoles'; readonly roles: readonly RequiredRole[] }
  | { readonly kind: 'protectedByPermissionedRoles'; readonly roles: readonly RequiredRole[] }
  | { readonly kind: 'protectedByServiceTokenWithRole'; readonly roles: readonly RequiredRole[] }
  | {
      readonly kind: 'protectedByServiceTokenWithPermissionedRoles';
      readonly roles: readonly RequiredRole[];
    };

export type HttpMethod =
  | 'GET'
  | 'HEAD'
  | 'PATCH'
  | 'POST'
  | 'PUT'
  | 'DELETE'
  | 'CONNECT'
  | 'OPTIONS'
  | 'TRACE';

/** `ALL` every method, `READ` = GET HEAD OPTIONS TRACE, `WRITE` = POST PUT PATCH DELETE, `NONE` nothing at all. */
export type MethodPattern = HttpMethod | 'ALL' | 'READ' | 'WRITE' | 'NONE';

/** Where a token that the gateway presents to a service is put. Resolved: no references left. */
export type DownstreamSecret =
  | { readonly kind: 'header'; readonly headerName: string; readonly prefix: string; readonly token: Secret }
  | { readonly kind: 'query'; readonly parameter: string; readonly token: Secret };

export interface Route {
  /** Wildcard pattern over the canonical path: `*` any run of characters, `?` one, the rest literal. */
  readonly path: string;
  readonly methods: readonly MethodPattern[];
  readonly group: SecurityGroup;
  readonly secretName?: string;
  readonly acceptInsecureRouting: boolean;
  /** Bytes that a request body may have; 0 is any number. Absent: what `[api.limits]` says for all routes. */
  readonly maxBodyBytes?: number;
  /** Overrides how long the service has for its answer, and how long it may then be silent. */
  readonly timeoutSeconds?: number;
  /** How long a request may take in all, upload and answer included; absent: any time. */
  readonly overallTimeoutSeconds?: number;
  readonly callbacks: readonly string[];
  readonly identitySource?: 'telegram';
  /** Where the route stands in the config file, for messages. */
  readonly origin: string;
}

export interface Service {
  readonly id: string;
  readonly name: string;
  /** `host:port` without a scheme; at least one. */
  readonly hosts: readonly string[];
  readonly protocol: 'http' | 'https';
  readonly routes: readonly Route[];
  readonly secrets: ReadonlyMap<string, DownstreamSecret>;
  readonly allowedSources: readonly string[];
  readonly forwardAuthorization: boolean;
  /** With it the service is signed who calls. */
  readonly signatureKey?: Secret;
  readonly proxyAddress?: string;
  readonly healthCheckPath?: string;
  readonly discoverable: boolean;
  readonly description?: string;
  readonly openapiPath?: string;
  readonly capabilities: readonly string[];
  readonly serviceType: 'rest-api' | 'unknown';
  readonly isContextApi: boolean;
}
