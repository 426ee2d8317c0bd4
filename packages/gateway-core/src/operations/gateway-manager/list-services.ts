import { described, optional, pageFields, pageOf, shape, text, uuid } from '@mycelium/schema';
import { ServiceView, serviceView } from '../../views/service-view.ts';
import { by, pageAt } from '../listing.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

export const listServices = operation({
  name: 'gatewayManager.services.list',
  route: 'GET /_adm/gateway-manager/services',
  access: { role: 'gateway-manager', permission: 'read' },
  summary: 'List the services behind the gateway, by name.',
  params: shape('ListServicesParams', {
    ...pageFields,
    id: optional(uuid()),
    name: described(optional(text({ min: 1, max: 255 })), 'The whole name.'),
  }),
  result: pageOf(ServiceView),
  errors: [],
  run: async ({ catalogue }: Needs<'catalogue'>, _context, { id, name, ...page }) => {
    const found = catalogue.services
      .filter(service => (id ?? service.id) === service.id && (name ?? service.name) === service.name)
      .sort(
        by(
          service => service.name,
          service => service.id,
        ),
      );
    const { records, ...rest } = pageAt(found, page);
    return { ...rest, records: records.map(serviceView) };
  },
});
