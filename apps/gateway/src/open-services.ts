import { httpServiceDocuments } from '@mycelium/adapter-http';
import type { GatewayConfig } from '@mycelium/config';
import { type GatewayCorePorts, type RouteTable, serviceCatalogue } from '@mycelium/gateway-core';
import type { Logger } from '@mycelium/kernel';
import type { Lifecycle } from './lifecycle.ts';

export interface ServicesOptions {
  /** Compiled from the same services. */
  readonly routes: RouteTable;
  readonly log: Logger;
  readonly life: Lifecycle;
}

/** What is told about the services, and where their descriptions of themselves come from. */
export function openServices(
  { services }: Pick<GatewayConfig, 'services'>,
  { routes, log, life }: ServicesOptions,
): GatewayCorePorts {
  const serviceDocuments = httpServiceDocuments({ log: log.child('gateway.documents') });
  life.onClose('documents of services', () => serviceDocuments.close());
  return { catalogue: serviceCatalogue(services, routes), serviceDocuments };
}
