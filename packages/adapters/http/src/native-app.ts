import type { IncomingMessage, ServerResponse } from 'node:http';
import { HEADER } from '@mycelium/gateway-core';
import { type Logger, refuse } from '@mycelium/kernel';
import {
  type DocumentInfo,
  type DoorPorts,
  docsPage,
  openApiDocument,
  openRpcDocument,
  type Registry,
  restDoor,
  rpcDoor,
} from '@mycelium/operations';
import express, { type Express, type Request, type Response } from 'express';
import { answerRefusal } from './answer.ts';
import type { NativeHandler } from './reception.ts';

/** What the documents say about this installation. */
export interface NativeInfo {
  readonly version: string;
  /** Where the REST operations are reached, when it is known. */
  readonly url?: string;
  readonly rpcServers: readonly { readonly name: string; readonly url: string }[];
}

export interface NativeAppOptions<Ports, Caller> {
  readonly registry: Registry<Ports, Caller>;
  readonly door: DoorPorts<Ports, Caller>;
  readonly info: NativeInfo;
  readonly health: { readonly database: () => Promise<boolean>; readonly cache: () => Promise<boolean> };
  readonly log: Logger;
}

export interface NativeApp {
  readonly handle: NativeHandler;
  /** From now on the gateway takes requests. */
  ready(): void;
  /** From now on `/health` answers 503, so that a load balancer looks elsewhere while running requests finish. */
  draining(): void;
}

/** The gateway's own paths: health, the administrative doors, their documents. */
export function nativeApp<Ports, Caller>(options: NativeAppOptions<Ports, Caller>): NativeApp {
  const state = { accepting: false };
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  mountHealth(app, options, state);
  mountDocuments(app, options);
  rpcDoor(options.registry, { ...options.door, info: rpcInfo(options.info) }).mount(app);
  restDoor(options.registry, options.door).mount(app);
  app.use((request: Request, response: Response) => notFound(request, response));
  return {
    handle: (request, response, requestId) => {
      // Whatever the client wrote there is replaced: all of our answers and logs speak of the same request.
      request.headers[HEADER.requestId] = requestId;
      response.setHeader(HEADER.requestId, requestId);
      app(request, response);
    },
    ready: () => {
      state.accepting = true;
    },
    draining: () => {
      state.accepting = false;
    },
  };
}

type HealthOptions = Pick<NativeAppOptions<unknown, never>, 'health'>;

function mountHealth(app: Express, { health }: HealthOptions, state: { readonly accepting: boolean }): void {
  const readiness = async (_request: Request, response: Response): Promise<void> => {
    const [database, cache] = await Promise.all([health.database(), health.cache()]);
    const healthy = database && cache && state.accepting;
    const say = (up: boolean): string => (up ? 'up' : 'down');
    response
      .status(healthy ? 200 : 503)
      .set('cache-control', 'no-store')
      .json({
        status: state.accepting ? say(healthy) : 'draining',
        database: say(database),
        cache: say(cache),
      });
  };
  app.get('/health', readiness);
  app.get('/health/ready', readiness);
  app.get('/health/live', (_request, response) => void response.json({ status: 'up' }));
  app.get('/health/now', (_request, response) => void response.type('text').send(new Date().toISOString()));
}

function mountDocuments<Ports, Caller>(
  app: Express,
  { registry, info }: NativeAppOptions<Ports, Caller>,
): void {
  const servers = info.url === undefined ? [] : [{ name: 'This gateway', url: info.url }];
  const openApi = onDemand(() =>
    JSON.stringify(openApiDocument(registry, { title: TITLE, version: info.version, servers })),
  );
  const openRpc = onDemand(() => JSON.stringify(openRpcDocument(registry, rpcInfo(info))));
  const page = onDemand(() => docsPage(registry, `${TITLE} ${info.version}`));
  app.get('/doc/openapi.json', (_request, response) => void response.type('json').send(openApi()));
  app.get('/doc/openrpc.json', (_request, response) => void response.type('json').send(openRpc()));
  for (const path of ['/doc', '/doc/redoc', '/doc/swagger']) {
    app.get(
      path,
      (_request, response) =>
        void response.type('html').set('content-security-policy', PAGE_POLICY).send(page()),
    );
  }
}

/** Most gateways are never asked for their documents, and these are large. */
function onDemand(make: () => string): () => string {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const TITLE = 'Mycelium';

const rpcInfo = ({ version, rpcServers }: NativeInfo): DocumentInfo => ({
  title: TITLE,
  version,
  servers: rpcServers,
});

const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

function notFound(request: IncomingMessage, response: ServerResponse): void {
  const refusal = refuse('ROUTE_NOT_FOUND', {
    details: `The gateway itself has nothing at ${request.url ?? ''}.`,
  });
  answerRefusal(response, refusal, {
    requestId: String(request.headers[HEADER.requestId]),
    credentialSent: false,
  });
}
