import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeProfile, type Profile } from '@mycelium/profile';

/** A request as the service behind the gateway received it. */
export interface Received {
  readonly method: string;
  readonly target: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly trailers: NodeJS.Dict<string>;
  readonly body: string;
  /** Decoded from `x-mycelium-profile`. */
  readonly profile: Profile | undefined;
}

export interface Downstream {
  /** `127.0.0.1:port`, as a service's `host` in the configuration. */
  readonly host: string;
  readonly requests: Received[];
  /** The newest request. */
  last(): Received;
  stop(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A service that records what it receives. `answers` may take a path over before anything is read of its body. */
export async function startDownstream(answers: Readonly<Record<string, Answer>> = {}): Promise<Downstream> {
  const requests: Received[] = [];
  const server = http.createServer((request, response) => {
    const own = answers[(request.url ?? '').split('?')[0] ?? ''];
    if (own) {
      own(request, response);
      return;
    }
    record(request).then(received => {
      requests.push(received);
      const body = JSON.stringify({ method: received.method, target: received.target });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.end(body);
      // A request that was taken back before it was whole is none.
    }, ignore);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    last: () => {
      const received = requests.at(-1);
      if (!received) throw new Error('the service has received nothing');
      return received;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const ignore = (): void => undefined;

async function record(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const header = request.headers['x-mycelium-profile'];
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    trailers: request.trailers,
    body: Buffer.concat(chunks).toString('utf8'),
    profile: typeof header === 'string' ? decodeProfile(header) : undefined,
  };
}
