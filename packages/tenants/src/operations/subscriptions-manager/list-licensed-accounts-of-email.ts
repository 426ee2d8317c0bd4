import { emailAddress, LicenceView, permissionLevel } from '@mycelium/accounts';
import type { TenantId } from '@mycelium/kernel';
import { boolean, described, type Infer, list, optional, shape, text, union, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { reading } from './access.ts';
import { ACCOUNT, ROLE, TENANT } from './examples.ts';

type Ports = Needs<'unitOfWork'>;

const slug = () => text({ min: 1, max: 140, pattern: /^[a-z0-9-]+$/ });

const WantedRole = union(
  slug(),
  shape('WantedRole', { name: slug(), permission: optional(permissionLevel()) }),
  shape('WantedRoleBySlug', { slug: slug(), permission: optional(permissionLevel()) }),
);

export const listLicensedAccountsOfEmail = operation({
  name: 'subscriptionsManager.guests.listLicensedAccountsOfEmail',
  route: 'GET /_adm/subscriptions-manager/guests',
  access: reading,
  summary: 'List where in a tenant somebody is a guest, and as what.',
  params: shape('ListLicensedAccountsOfEmailParams', {
    tenantId: uuid<TenantId>(),
    email: emailAddress(),
    roles: described(
      optional(list(WantedRole, { min: 1, max: 50 })),
      'Any of these, by slug; a role without permission stands for reading and for writing.',
    ),
    wasVerified: described(optional(boolean()), 'Whether the invitation was accepted. Both when left out.'),
  }),
  result: list(LicenceView),
  errors: [],
  example: {
    params: { tenantId: TENANT, email: 'ada@example.com', roles: ['editor'] },
    result: [
      {
        accId: ACCOUNT,
        sysAcc: false,
        tenantId: TENANT,
        accName: 'Newsroom',
        role: 'editor',
        roleId: ROLE,
        perm: 'write',
        verified: true,
      },
    ],
  },
  run: async (ports: Ports, _, { roles, ...filter }) =>
    ports.unitOfWork.run(stores =>
      stores.guests.licencesOf({ ...filter, ...(roles !== undefined && { roles: roles.map(wanted) }) }),
    ),
});

function wanted(role: Infer<typeof WantedRole>) {
  if (typeof role === 'string') return { slug: role };
  const { permission } = role;
  return { slug: 'slug' in role ? role.slug : role.name, ...(permission !== undefined && { permission }) };
}
