import type { TagId } from '@mycelium/kernel';

/** A label on an account or a tenant. Values are unique on what they label. */
export interface Tag {
  readonly id: TagId;
  readonly value: string;
  readonly meta?: Readonly<Record<string, string>>;
}
