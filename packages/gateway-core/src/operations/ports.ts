import type { ServiceCatalogue } from '../model/service-catalogue.ts';
import type { ServiceDocuments } from '../ports/service-documents.ts';

/** Everything that the operations of this package may ask for. Each one asks for what it needs: see `Needs`. */
export interface GatewayCorePorts {
  readonly catalogue: ServiceCatalogue;
  readonly serviceDocuments: ServiceDocuments;
}

export type Needs<Names extends keyof GatewayCorePorts> = Pick<GatewayCorePorts, Names>;
