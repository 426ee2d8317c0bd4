import type { WrittenBy } from '@mycelium/accounts';

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;

/** Reads `created_by` and its kin. The column's default `{}` means that nobody is known. */
export function writtenBy(column: unknown): WrittenBy | undefined {
  const id = field(column, 'id');
  if (typeof id !== 'string') return undefined;
  const email = field(column, 'email');
  return {
    id,
    from: field(column, 'from') === 'user' ? 'user' : 'account',
    ...(typeof email === 'string' && { email }),
  };
}

/** Exactly the three fields, whatever else the object carries. */
export const writerColumn = ({ id, from, email }: WrittenBy): WrittenBy => ({
  id,
  from,
  ...(email !== undefined && { email }),
});
