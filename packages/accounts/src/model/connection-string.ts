import type { AccountId, TenantId } from '@mycelium/kernel';
import type { Permission } from '@mycelium/profile';

/** One part of a connection string as it is stored: a one-key object such as `{"tid": "<uuid>"}`. */
export type Bean =
  | { readonly aid: AccountId }
  | { readonly edt: string }
  | { readonly rls: readonly { readonly name: string; readonly permission: Permission }[] }
  | { readonly tid: TenantId }
  | { readonly sid: AccountId }
  | { readonly kvr: number }
  | { readonly url: string };

/** What is known about an issued connection string. The signature is never part of it. */
export interface ConnectionStringRecord {
  readonly id: number;
  readonly innerId: string;
  readonly accountId: AccountId;
  readonly email: string;
  readonly name: string;
  readonly expiration: Date;
  readonly createdAt: Date;
  readonly scope: readonly Bean[];
}
