import { type ApiDocument, isApiDocument, type Service, type ServiceDocuments } from '@mycelium/gateway-core';
import { aService } from '@mycelium/gateway-core/testing';
import type { JsonValue } from '@mycelium/schema';
import { expect, it } from 'vitest';
import { failingCases } from './contract.ts';
import { serviceDocumentsCases } from './service-documents.ts';

type Defect = (documents: ServiceDocuments) => ServiceDocuments['of'];

/** Documents that keep every guarantee, except where a defect replaces how they are asked for. */
const failures = (defect: Defect): Promise<readonly string[]> =>
  failingCases(serviceDocumentsCases, () => {
    const published = new Map<string, JsonValue>();
    const service = (name: string): Service => aService(name, [], { id: name, openapiPath: '/openapi.json' });
    const documents: ServiceDocuments = {
      of: async ({ id, openapiPath }) => {
        const found = openapiPath === undefined ? undefined : published.get(id);
        return isApiDocument(found) ? found : undefined;
      },
    };
    return {
      world: {
        documents: { of: defect(documents) },
        publishing: async (name, document) => {
          published.set(name, document);
          return service(name);
        },
        unreachable: async name => service(name),
      },
    };
  });

it('finds nothing wrong with documents that keep every guarantee', async () => {
  expect(await failures(documents => documents.of)).toEqual([]);
});

it.each<[string, string, Defect]>([
  [
    'leave something out',
    'gives what the service publishes, whole',
    documents => async service => {
      const document = await documents.of(service);
      return document && { openapi: '3.1.0', paths: document['paths'] ?? {} };
    },
  ],
  [
    'guess where a document might be',
    'gives nothing for a service that names no document',
    documents => service => documents.of({ ...service, openapiPath: '/openapi.json' }),
  ],
  [
    'throw when a service is down',
    'gives nothing for a service that cannot be reached, and does not throw',
    documents => async service => {
      const document = await documents.of(service);
      if (service.name === 'gone') throw new Error('it is down');
      return document;
    },
  ],
  [
    'take anything for a document',
    'gives nothing for what is no object',
    documents => async service =>
      (await documents.of(service)) ?? (service.name.startsWith('odd') ? ({} as ApiDocument) : undefined),
  ],
  [
    'join all who ask at once',
    'gives everybody the document of the service that was asked for, however many ask at once',
    documents => {
      let running: Promise<ApiDocument | undefined> | undefined;
      return service => {
        running ??= documents.of(service).finally(() => {
          running = undefined;
        });
        return running;
      };
    },
  ],
])('finds out documents that %s', async (_defect, expected, defect) => {
  expect(await failures(defect)).toContain(expected);
});
