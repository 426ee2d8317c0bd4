import { DiscoverableServicesView } from '../../views/tool-view.ts';
import { DiscoverableServicesParams, discoverableServices } from '../discoverable-services.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

/** Public over REST, where agents look before they have a credential; the JSON-RPC twin asks for one, as it always did. */
export const listPublicTools = operation({
  name: 'service.tools.list',
  route: 'GET /tools',
  only: 'rest',
  access: 'public',
  summary: 'List the services that agents may use.',
  description: 'Over JSON-RPC it is service.listDiscoverableServices.',
  params: DiscoverableServicesParams,
  result: DiscoverableServicesView,
  errors: [],
  run: async (ports: Needs<'catalogue'>, _context, params) => discoverableServices(ports, params),
});
