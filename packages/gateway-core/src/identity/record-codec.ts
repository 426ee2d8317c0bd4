import type { CallerRecord } from '@mycelium/accounts';

const DATES: ReadonlySet<string> = new Set(['created', 'updated', 'createdAt', 'updatedAt']);

/** A caller together with the moment it was read from the store, in milliseconds since the epoch. */
export interface DatedRecord {
  readonly readAt: number;
  readonly record: CallerRecord;
}

/** A caller as text for the shared cache. */
export const encodeRecord = (dated: DatedRecord): string => JSON.stringify(dated);

/** The inverse of `encodeRecord`; `undefined` for text that another version wrote. */
export function decodeRecord(text: string): DatedRecord | undefined {
  try {
    const value: unknown = JSON.parse(text, (key, item) =>
      DATES.has(key) && typeof item === 'string' ? new Date(item) : item,
    );
    return isRecord(value) ? value : undefined;
  } catch {
    // Not JSON: as good as not cached. The store is asked and the entry overwritten.
    return undefined;
  }
}

function isRecord(value: unknown): value is DatedRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { readAt, record } = value as Partial<DatedRecord>;
  if (typeof readAt !== 'number' || typeof record?.user?.email !== 'string') return false;
  return Array.isArray(record.licences) && Array.isArray(record.ownerships);
}
