import { serviceDocumentsContract } from '@mycelium/contract-tests';
import { aService } from '@mycelium/gateway-core/testing';
import type { JsonValue } from '@mycelium/schema';
import { memoryServiceDocuments } from './memory-service-documents.ts';

serviceDocumentsContract('a record in memory', () => {
  const published: Record<string, JsonValue> = {};
  const service = (name: string) => aService(name, [], { id: name, openapiPath: '/openapi.json' });
  return {
    world: {
      documents: { of: asked => memoryServiceDocuments(published).of(asked) },
      publishing: async (name, document) => {
        published[name] = document;
        return service(name);
      },
      unreachable: async name => service(name),
    },
  };
});
