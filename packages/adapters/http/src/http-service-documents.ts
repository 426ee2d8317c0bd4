import { type ApiDocument, type Service, type ServiceDocuments, ServiceHosts } from '@mycelium/gateway-core';
import { type Logger, SingleFlight } from '@mycelium/kernel';
import { Agent, type buildConnector } from 'undici';
import { reasonOf } from './downstream/service-failure.ts';
import { serviceTrust } from './downstream/service-trust.ts';
import { DocumentProblem, fetchDocument } from './fetch-document.ts';

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
  const agents = new Agents();
  const remembered = new Map<string, Remembered>();
  const flights = new SingleFlight<ApiDocument | undefined>();
  const fetched = async (service: Service): Promise<ApiDocument | undefined> => {
    const document = await fromAnyHost(service, agents, timeoutMs).catch((error: unknown) => {
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
    close: () => agents.close(),
  };
}

/** The hosts of a service publish the same, so whichever answers first will do. */
async function fromAnyHost(service: Service, agents: Agents, timeoutMs: number): Promise<ApiDocument> {
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

type AgentKind = 'plain' | 'verified' | 'unverified';

/** Connections are few and seldom used, so one agent of each kind serves all services. */
class Agents {
  readonly #agents = new Map<AgentKind, Agent>();

  for(url: URL, service: Service): Agent {
    const kind = kindOf(url, service);
    const known = this.#agents.get(kind);
    if (known !== undefined) return known;
    const made = new Agent({ connections: 1, allowH2: false, connect: connectOptions(kind) });
    this.#agents.set(kind, made);
    return made;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map(agent => agent.destroy()));
  }
}

/** A service whose routes accept certificates that nobody vouches for is believed here as well. */
function kindOf({ protocol }: URL, { routes }: Service): AgentKind {
  if (protocol !== 'https:') return 'plain';
  return routes.some(({ acceptInsecureRouting }) => acceptInsecureRouting) ? 'unverified' : 'verified';
}

function connectOptions(kind: AgentKind): buildConnector.BuildOptions {
  switch (kind) {
    case 'plain':
      return {};
    case 'verified':
      return { secureContext: serviceTrust() };
    case 'unverified':
      return { rejectUnauthorized: false };
  }
}
