/** A cached value together with the generation of its group, to be handed back to `set`. */
export interface CacheRead {
  readonly value: string | undefined;
  readonly generation: string;
}

export interface CacheEntry {
  readonly group: string;
  readonly key: string;
  readonly value: string;
  readonly ttlSeconds: number;
  /** From the `get` that missed. A value computed before an invalidation is thus never served after it. */
  readonly generation: string;
}

/**
 * Values that may be lost, grouped so that everything about one subject can be forgotten at once.
 * A cache that cannot be reached throws `AppError` of kind `unavailable` within its time budget (100 ms); callers go on
 * without it.
 */
export interface SharedCache {
  get(group: string, key: string): Promise<CacheRead>;
  set(entry: CacheEntry): Promise<void>;
  /** Forgets the group for every process and tells the listeners of all of them, this one included. */
  invalidate(group: string): Promise<void>;
  /**
   * Hears every invalidation, from any process. `undefined` means that some may have been missed (a lost connection):
   * forget everything. Returns the way to stop listening.
   */
  subscribe(listener: (group: string | undefined) => void): () => void;
  /** Whether the cache answers now. */
  ready(): Promise<boolean>;
  close(): Promise<void>;
}

/** The group under which everything cached about a person stands. */
export const callerGroup = (email: string): string => `caller:${email}`;
