import type { Service, ServiceDocuments } from '@mycelium/gateway-core';
import type { JsonValue } from '@mycelium/schema';
import { expect } from 'vitest';
import { type ContractCase, describeContract, type OpenedWorld } from './contract.ts';

export interface ServiceDocumentsWorld {
  readonly documents: ServiceDocuments;
  /** A service that publishes this, under an id of its own. Called once for each name, before the documents are asked for. */
  publishing(name: string, published: JsonValue): Promise<Service>;
  /** A service that names a document and cannot be reached. */
  unreachable(name: string): Promise<Service>;
}

const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Zoë 🍄', version: '1' },
  paths: { '/a/{b}': { get: { summary: null, 'x-number': 1.5, tags: ['a', 'b'] } } },
} as const;

export const serviceDocumentsCases: readonly ContractCase<ServiceDocumentsWorld>[] = [
  {
    name: 'gives what the service publishes, whole',
    async run({ documents, publishing }) {
      const service = await publishing('orders', { ...DOCUMENT });
      expect(await documents.of(service)).toEqual({ ...DOCUMENT });
      expect(await documents.of(service)).toEqual({ ...DOCUMENT });
    },
  },
  {
    name: 'gives nothing for a service that names no document',
    async run({ documents, publishing }) {
      const { openapiPath: _none, ...silent } = await publishing('orders', { ...DOCUMENT });
      expect(await documents.of(silent)).toBeUndefined();
    },
  },
  {
    name: 'gives nothing for a service that cannot be reached, and does not throw',
    async run({ documents, unreachable }) {
      const service = await unreachable('gone');
      expect(await documents.of(service)).toBeUndefined();
      expect(await documents.of(service)).toBeUndefined();
    },
  },
  {
    name: 'gives nothing for what is no object',
    async run({ documents, publishing }) {
      for (const [index, published] of [[], ['a'], 'text', 1, true, null].entries()) {
        expect(await documents.of(await publishing(`odd${index}`, published))).toBeUndefined();
      }
    },
  },
  {
    name: 'gives everybody the document of the service that was asked for, however many ask at once',
    async run({ documents, publishing, unreachable }) {
      const services: Service[] = [];
      for (let index = 0; index < 4; index += 1) {
        services.push(await publishing(`service${index}`, { ...DOCUMENT, index }));
      }
      const gone = await unreachable('gone');
      const asked = Array.from({ length: 40 }, (_, i) => (i % 5 === 4 ? gone : services[i % 5]!));
      const found = await Promise.all(asked.map(service => documents.of(service)));
      expect(found.map(document => document?.['index'])).toEqual(
        asked.map((_, i) => (i % 5 === 4 ? undefined : i % 5)),
      );
    },
  },
];

/** What every `ServiceDocuments` guarantees. */
export const serviceDocumentsContract = (
  name: string,
  open: () => Promise<OpenedWorld<ServiceDocumentsWorld>> | OpenedWorld<ServiceDocumentsWorld>,
): void => describeContract(`${name} as service documents`, serviceDocumentsCases, open);
