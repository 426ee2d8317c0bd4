import type { AccountId } from '@mycelium/kernel';
import type { ConnectionStringRecord } from '../model/connection-string.ts';

export interface IssuedConnectionString extends Omit<ConnectionStringRecord, 'id'> {
  /** The signature in hexadecimal. Stored as the last bean of the scope, and never given back. */
  readonly signature: string;
  /** Argon2 digest of the signature, as the column always held it. */
  readonly digest: string;
}

/** Connection strings by the account that they act for. */
export interface ConnectionStringStore {
  /** Gives the number under which it is listed: higher than all before, and never given again. */
  insert(issued: IssuedConnectionString): Promise<number>;
  /** Newest first, by number. Expired and revoked ones are listed too. */
  list(accountId: AccountId): Promise<readonly ConnectionStringRecord[]>;
  /** Lets it expire at `now`; one that has expired already keeps its end. Another account's is `absent`. */
  revoke(accountId: AccountId, id: number, now: Date): Promise<'revoked' | 'absent'>;
  delete(accountId: AccountId, id: number): Promise<'deleted' | 'absent'>;
  /** Every one of the account's, expired ones too. */
  deleteAll(accountId: AccountId): Promise<void>;
}
