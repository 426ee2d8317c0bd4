declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** UUIDs as text, lower case with hyphens. The brand keeps an account's id from being passed for a tenant's. */
export type AccountId = Branded<'account'>;
export type UserId = Branded<'user'>;
export type TenantId = Branded<'tenant'>;
export type RoleId = Branded<'role'>;
/** A person's e-mail in one role, which licences on accounts hang on. */
export type GuestId = Branded<'guest'>;
export type TagId = Branded<'tag'>;
export type WebhookId = Branded<'webhook'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const NIL_UUID = '00000000-0000-0000-0000-000000000000';

export const isUuid = (text: string): boolean => UUID.test(text);

/** The canonical (lower-case) form of a UUID, or `undefined` when the text is not one. */
export function parseUuid<Id extends string = string>(text: string): Id | undefined {
  const lower = text.toLowerCase();
  return UUID.test(lower) ? (lower as Id) : undefined;
}
