import { DiscoverableServicesView } from '../../views/tool-view.ts';
import { DiscoverableServicesParams, discoverableServices } from '../discoverable-services.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

export const listDiscoverableServices = operation({
  name: 'service.listDiscoverableServices',
  only: 'rpc',
  access: 'bearer',
  summary: 'List the services that agents may use.',
  description: 'Over REST it is GET /tools.',
  params: DiscoverableServicesParams,
  result: DiscoverableServicesView,
  errors: [],
  run: async (ports: Needs<'catalogue'>, _context, params) => discoverableServices(ports, params),
});
