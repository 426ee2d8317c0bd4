import { RouteTable } from './route-table.ts';
import type { Service } from './service.ts';

/** Everything behind the gateway as it was configured, with the routes as they were compiled. */
export interface ServiceCatalogue {
  readonly services: readonly Service[];
  readonly routes: RouteTable;
}

export const serviceCatalogue = (
  services: readonly Service[],
  routes: RouteTable = new RouteTable(services),
): ServiceCatalogue => ({ services, routes });
