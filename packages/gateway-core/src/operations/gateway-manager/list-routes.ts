import { described, optional, pageFields, pageOf, shape, text, uuid } from '@mycelium/schema';
import { compilePattern } from '../../model/pattern.ts';
import { RouteView, routeView } from '../../views/route-view.ts';
import { by, pageAt } from '../listing.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

export const listRoutes = operation({
  name: 'gatewayManager.routes.list',
  route: 'GET /_adm/gateway-manager/routes',
  access: { role: 'gateway-manager', permission: 'read' },
  summary: 'List the routes to the services behind the gateway, by path.',
  params: shape('ListRoutesParams', {
    ...pageFields,
    id: described(optional(uuid()), "The service's id."),
    name: described(
      optional(text({ min: 1, max: 1000 })),
      'The path, in which * stands for any run of characters and ? for one.',
    ),
  }),
  result: pageOf(RouteView),
  errors: [],
  example: {
    params: { name: '/protected*' },
    result: {
      count: 1,
      skip: 0,
      size: 10,
      records: [
        {
          id: null,
          service: { id: '0196b1a2-7c3d-4e5f-8a9b-0c1d2e3f4a5b' },
          securityGroup: { protectedByRoles: [{ name: 'editor', permission: 'write' }] },
          methods: ['GET', 'POST'],
          path: '/protected/*',
          acceptInsecureRouting: false,
        },
      ],
    },
  },
  run: async ({ catalogue }: Needs<'catalogue'>, _context, { id, name, ...page }) => {
    const pattern = compilePattern(name ?? '*');
    const found = catalogue.services
      .filter(service => id === undefined || service.id === id)
      .flatMap(service => service.routes.map(route => ({ service, route })))
      .filter(({ route }) => pattern.matches(route.path))
      .sort(
        by(
          ({ route }) => route.path,
          ({ service }) => service.name,
        ),
      );
    const { records, ...rest } = pageAt(found, page);
    return { ...rest, records: records.map(({ service, route }) => routeView(service.id, route)) };
  },
});
