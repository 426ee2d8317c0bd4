import { actor, audit, metaValue } from '@mycelium/accounts';
import { refuse, type TenantId } from '@mycelium/kernel';
import { described, record, shape, text, uuid } from '@mycelium/schema';
import type { Tenant } from '../../model/tenant.ts';
import { isSecretMetaKey, MAX_META_KEYS, shownMeta } from '../../model/tenant-meta.ts';
import type { TenantsStores } from '../../ports/stores.ts';
import { type KeyValue, tenantMetaKey } from '../fields.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { TENANT } from '../subscriptions-manager/examples.ts';
import { openTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'envelope'>;

export const createTenantMeta = operation({
  name: 'tenantOwner.meta.create',
  route: 'POST /_adm/tenant-owner/meta',
  status: 201,
  access: { tenant: ['owner'], permission: 'write' },
  summary: 'Put an entry into the metadata of the tenant, and give all of it.',
  description:
    'Replaces what was there under the key. The values of `telegram_bot_token` and `telegram_webhook_secret` are encrypted and never given back.',
  params: shape('CreateTenantMetaParams', {
    tenantId: uuid<TenantId>(),
    key: described(tenantMetaKey(), 'Such as `legal_name`, `country` or a word of your own.'),
    value: metaValue(),
  }),
  result: record(text()),
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE', 'SECRET_UNREADABLE'],
  run: async (ports: Ports, { caller }, { tenantId, key, value }) =>
    ports.unitOfWork.run(async stores => {
      makeRoom(await openTenant(stores, tenantId), key);
      const entry = { key, value: await kept(stores, ports, { tenantId, key, value }) };
      const meta = await stores.tenants.putMeta(tenantId, entry, ports.clock.now());
      if (!meta) throw refuse('TENANT_NOT_FOUND');
      await audit(stores, ports, {
        action: 'create_tenant_meta',
        details: { meta_key: key },
        resourceType: 'tenant_meta',
        resourceId: tenantId,
        tenantId,
        event: 'created',
        performedBy: actor(caller),
      });
      return shownMeta(meta);
    }),
  example: {
    params: { tenantId: TENANT, key: 'country', value: 'BR' },
    result: { legal_name: 'Acme Ltda.', country: 'BR' },
  },
});

function makeRoom({ meta }: Tenant, key: string): void {
  if (Object.hasOwn(meta, key) || Object.keys(meta).length < MAX_META_KEYS) return;
  throw refuse('INVALID_STATE', {
    message: `The metadata has ${MAX_META_KEYS} entries, and takes no more.`,
    details: 'Delete one that is not needed: DELETE /_adm/tenant-owner/meta.',
  });
}

/** The value as it is stored. */
const kept = async (
  { dataKeys }: Pick<TenantsStores, 'dataKeys'>,
  { envelope }: Needs<'envelope'>,
  { tenantId, key, value }: KeyValue & { readonly tenantId: TenantId },
): Promise<string> =>
  isSecretMetaKey(key) ? envelope.seal(dataKeys, { tenantId, field: key }, value) : value;
