import { isApiDocument, type ServiceDocuments } from '@mycelium/gateway-core';
import type { JsonValue } from '@mycelium/schema';

/** Documents by the name of their service. A service that is not named here publishes none. */
export function memoryServiceDocuments(
  documents: Readonly<Record<string, JsonValue>> = {},
): ServiceDocuments {
  const byName = new Map(Object.entries(documents));
  return {
    of: async ({ name, openapiPath }) => {
      const document = openapiPath === undefined ? undefined : byName.get(name);
      return isApiDocument(document) ? document : undefined;
    },
  };
}
