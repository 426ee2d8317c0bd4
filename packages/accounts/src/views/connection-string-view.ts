import { type Infer, instant, integer, list, oneOf, shape, text, union, uuid } from '@mycelium/schema';
import type { ConnectionStringRecord } from '../model/connection-string.ts';
import { parseEmail } from '../model/email.ts';
import { EmailView } from './user-view.ts';

/** One part of a connection string each. The signature has no form here, so that it can never be shown. */
const BeanView = union(
  shape('AccountBean', { aid: uuid() }),
  shape('ExpirationBean', { edt: instant() }),
  shape('RolesBean', {
    rls: list(shape('RoleOfConnectionString', { name: text(), permission: oneOf('read', 'write') })),
  }),
  shape('TenantBean', { tid: uuid() }),
  shape('ServiceAccountBean', { sid: uuid() }),
  shape('KeyVersionBean', { kvr: integer() }),
  shape('UrlBean', { url: text() }),
);

export const ConnectionStringView = shape('PublicConnectionStringInfo', {
  id: integer(),
  innerId: uuid(),
  accountId: uuid(),
  email: EmailView,
  name: text(),
  expiration: instant(),
  createdAt: instant(),
  scope: list(BeanView),
});
export type ConnectionStringView = Infer<typeof ConnectionStringView>;

export const connectionStringView = (record: ConnectionStringRecord): ConnectionStringView => ({
  id: record.id,
  innerId: record.innerId,
  accountId: record.accountId,
  email: parseEmail(record.email) ?? { username: record.email, domain: '' },
  name: record.name,
  expiration: record.expiration.toISOString(),
  createdAt: record.createdAt.toISOString(),
  scope: record.scope,
});
