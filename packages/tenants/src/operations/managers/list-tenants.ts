import type { UserId } from '@mycelium/kernel';
import { described, optional, pageFields, pageOf, shape, text, uuid } from '@mycelium/schema';
import type { TenantFilter } from '../../ports/tenant-store.ts';
import { TenantView, tenantView } from '../../views/tenant-view.ts';
import { OWNER, tenantExample } from '../examples.ts';
import { type KeyValue, keyValue } from '../fields.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

interface Asked {
  readonly name?: string;
  readonly owner?: UserId;
  readonly metadata?: KeyValue;
  readonly tag?: KeyValue;
}

export const listTenants = operation({
  name: 'managers.tenants.list',
  route: 'GET /_adm/managers/tenants',
  access: 'managers',
  summary: 'List the tenants of the installation, newest first.',
  description: 'Every given filter must hold. Owners are listed by their ids.',
  params: shape('ListTenantsParams', {
    ...pageFields,
    name: optional(described(text({ min: 1, max: 255, trim: true }), 'A part of the name.')),
    owner: optional(described(uuid<UserId>(), 'The user id of an owner.')),
    metadata: optional(
      described(keyValue(), 'An entry of the metadata, `key=value`. Secrets match nothing.'),
    ),
    tag: optional(
      described(
        keyValue(),
        "An entry of a tag's metadata, `key=value`, or a tag itself, `value=<its value>`.",
      ),
    ),
  }),
  result: pageOf(TenantView),
  errors: [],
  run: async ({ unitOfWork }: Needs<'unitOfWork'>, _context, { pageSize, skip, ...asked }) => {
    const page = await unitOfWork.run(({ tenants }) => tenants.list(filterOf(asked), { pageSize, skip }));
    return { ...page, records: page.records.map(listing => tenantView(listing, 'ids')) };
  },
  example: {
    params: { name: 'acme', metadata: 'country=BR', pageSize: 10 },
    result: {
      count: 1,
      skip: 0,
      size: 10,
      records: [{ ...tenantExample, owners: { ids: [OWNER] }, meta: { country: 'BR' } }],
    },
  },
});

const filterOf = ({ owner, ...asked }: Asked): TenantFilter => ({
  ...asked,
  ...(owner !== undefined && { ownerId: owner }),
});
