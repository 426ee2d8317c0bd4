import { type ApiDocument, type Service, type ServiceDocuments, ServiceHosts } from '@mycelium/gateway-core';
import { type Logger, SingleFlight } from '@mycelium/kernel';
import { reasonOf } from '../downstream/service-failure.ts';
import type { DocumentAgents } from './document-agents.ts';
import { DocumentProblem } from './document-problem.ts';

export interface ServiceDocumentsOptions {
  readonly log: Logger;
  /** Milliseconds that a service has, all of its hosts together. */
  readonly timeoutMs?: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

export interface HttpServiceDocuments extends ServiceDocuments {
  /** Closes every connection now. */
  close(): Promise<void>;
}

interface Remembered {
  readonly document: ApiDocument | undefined;
  readonly until: number;
}

const TIMEOUT_MS = 5000;
const DOCUMENT_LIVES_MS = 60_000;
/** A service that has just come up is found soon; one that is down is not called by every request. */
const FAILURE_LIVES_MS = 10_000;

/** Fetches documents from the services themselves. */
export function httpServiceDocuments(options: ServiceDocumentsOptions): HttpServiceDocuments {
  const { log, timeoutMs = TIMEOUT_MS, now = () => performance.now() } = options;
  let agents: Promise<DocumentAgents> | undefined;
  const remembered = new Map<string, Remembered>();
  const flights = new SingleFlight<ApiDocument | undefined>();
  const fetched = async (service: Service): Promise<ApiDocument | undefined> => {
    agents ??= newAgents();
    const document = await fromAnyHost(service, await agents, timeoutMs).catch((error: unknown) => {
      log.log('warn', 'the OpenAPI document of a service cannot be had', {
        service: service.name,
        path: service.openapiPath,
        reason: wording(error),
      });
      return undefined;
    });
    const lives = document === undefined ? FAILURE_LIVES_MS : DOCUMENT_LIVES_MS;
    remembered.set(service.id, { document, until: now() + lives });
    return document;
  };
  return {
    of: async service => {
      if (service.openapiPath === undefined) return undefined;
      const known = remembered.get(service.id);
      if (known !== undefined && now() < known.until) return known.document;
      return flights.run(service.id, () => fetched(service));
    },
    close: async () => {
      await (await agents)?.close();
    },
  };
}

/** Many gateways are never asked for a document, and the client for it is some megabytes. */
async function newAgents(): Promise<DocumentAgents> {
  const { DocumentAgents } = await import('./document-agents.ts');
  return new DocumentAgents();
}

/** The hosts of a service publish the same, so whichever answers first will do. */
async function fromAnyHost(
  service: Service,
  agents: DocumentAgents,
  timeoutMs: number,
): Promise<ApiDocument> {
  const { fetchDocument } = await import('./fetch-document.ts');
  const rest = new AbortController();
  const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), rest.signal]);
  try {
    const attempts = new ServiceHosts(service).all.map(async ({ origin, pathPrefix }) => {
      const url = new URL(`${origin}${pathPrefix}${service.openapiPath}`);
      return fetchDocument(url, { dispatcher: agents.for(url, service), signal });
    });
    return await Promise.any(attempts);
  } finally {
    rest.abort();
  }
}

/** Addresses stay out of it, as in all of our logs about services. */
function wording(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(wording))].join('; ');
  if (error instanceof DocumentProblem) return error.message;
  return error instanceof Error ? reasonOf(error) : 'unknown';
}
