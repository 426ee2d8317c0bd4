// Written by npm run gen from the records in the folders beside it.
// biome-ignore-all format: one record a line, however few there are
// biome-ignore-all assist/source/organizeImports: in the order of the folders

import { listRoutes } from './gateway-manager/list-routes.ts';
import { listServices } from './gateway-manager/list-services.ts';
import { listTools } from './gateway-manager/list-tools.ts';
import { listDiscoverableServices } from './service/list-discoverable-services.ts';
import { listPublicTools } from './service/list-public-tools.ts';

export const gatewayCoreOperations = [
  listRoutes,
  listServices,
  listTools,
  listDiscoverableServices,
  listPublicTools,
] as const;
