import type { HttpMethod } from '@mycelium/gateway-core';

/** `fireAndForget` starts them and goes on; the other two wait, all at once or one after the other. */
export type CallbackMode = 'fireAndForget' | 'parallel' | 'sequential';

/** All statements that are present must hold. `oneof` at least one, `allof` every, `noneof` none. */
export interface CallbackFilter<Values> {
  readonly oneof?: Values;
  readonly allof?: Values;
  readonly noneof?: Values;
}

export interface CallbackFilters {
  readonly methods?: CallbackFilter<readonly HttpMethod[]>;
  readonly statusCodes?: CallbackFilter<readonly number[]>;
  /** Header names without regard to case, values exact. */
  readonly headers?: CallbackFilter<Readonly<Record<string, string>>>;
}

/** What runs a callback. */
export type CallbackEngine =
  | { readonly type: 'rhai'; readonly script: string }
  | { readonly type: 'http'; readonly url: string; readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE' }
  | { readonly type: 'python'; readonly scriptPath: string; readonly pythonPath: string }
  | { readonly type: 'javascript'; readonly scriptPath: string; readonly nodePath: string };

export interface CallbackDefinition {
  readonly name: string;
  readonly engine: CallbackEngine;
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly retryCount: number;
  /** Milliseconds. */
  readonly retryIntervalMs: number;
  readonly filters: CallbackFilters;
}
