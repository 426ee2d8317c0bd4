import { boolean, described, optional, pageFields, pageOf, shape, text } from '@mycelium/schema';
import { GuestRoleView, guestRoleView } from '../../views/guest-role-view.ts';
import { EXAMPLE_ROLE } from '../example-values.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

export const listGuestRoles = operation({
  name: 'guestManager.guestRoles.list',
  route: 'GET /_adm/guests-manager/guest-roles',
  access: { role: 'guests-manager', permission: 'read' },
  summary: 'List guest roles.',
  description: 'Ordered by slug, reading before writing.',
  params: shape('ListAllGuestRolesParams', {
    ...pageFields,
    name: described(optional(text({ max: 140, trim: true })), 'Part of the name.'),
    slug: described(optional(text({ max: 140, trim: true })), 'The whole slug.'),
    system: described(optional(boolean()), 'Whether the administration relies on the role.'),
  }),
  result: pageOf(GuestRoleView),
  errors: [],
  example: {
    params: { slug: 'editor' },
    result: { count: 1, skip: 0, size: 10, records: [EXAMPLE_ROLE] },
  },
  run: async ({ unitOfWork }: Needs<'unitOfWork'>, _context, { pageSize, skip, ...filter }) =>
    unitOfWork.run(async ({ guestRoles }) => {
      const page = await guestRoles.list(filter, { pageSize, skip });
      return { ...page, records: page.records.map(guestRoleView) };
    }),
});
