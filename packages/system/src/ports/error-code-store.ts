import type { Page, PageRequest } from '@mycelium/kernel';
import type { ErrorCode } from '../model/error-code.ts';

/** Every given member must hold. */
export interface ErrorCodeFilter {
  readonly prefix?: string;
  readonly number?: number;
  readonly isInternal?: boolean;
}

export type CodeKey = Pick<ErrorCode, 'prefix' | 'number'>;

/** Error codes by prefix and number. */
export interface ErrorCodeStore {
  find(key: CodeKey): Promise<ErrorCode | undefined>;
  /** Ordered by prefix (code points), then number. */
  list(filter: ErrorCodeFilter, page: PageRequest): Promise<Page<ErrorCode>>;
  /** Atomic. */
  insert(code: ErrorCode): Promise<'inserted' | 'duplicate'>;
  /** With the number after the highest of the prefix, from 1 on; concurrent calls get different numbers. `undefined`: no number is higher. */
  insertNext(code: Omit<ErrorCode, 'number'>): Promise<ErrorCode | undefined>;
  /** Replaces message and details, of native codes too; details that are left out go. */
  update(key: CodeKey, texts: Pick<ErrorCode, 'message' | 'details'>): Promise<ErrorCode | undefined>;
  /** `native`: it is one of ours and stays. */
  delete(key: CodeKey): Promise<'deleted' | 'native' | 'absent'>;
}
