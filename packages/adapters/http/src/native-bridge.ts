import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { type Client, type Exchange, HEADER, responsePasses } from '@mycelium/gateway-core';
import { type AppError, refuse } from '@mycelium/kernel';
import { recognise } from './connection.ts';
import { cutAnswer } from './cut.ts';
import type { NativeHandler } from './reception.ts';

/** A request that did not come over HTTP/1, and where its answer goes. */
export interface Bridged {
  readonly exchange: Exchange;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly failed: (refusal: AppError) => void;
}

/** Express knows the objects of HTTP/1 only: requests of HTTP/2 reach it over connections within this process. */
export class NativeBridge {
  readonly #server: http.Server;
  readonly #clients = new WeakMap<Duplex, Client>();

  constructor(native: NativeHandler) {
    this.#server = http.createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 });
    this.#server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const client = this.#clients.get(request.socket);
      if (client !== undefined) recognise(request, client);
      native(request, response, String(request.headers[HEADER.requestId]));
    });
  }

  pass({ exchange, request, response, failed }: Bridged): void {
    const [near, far] = duplexPair();
    this.#clients.set(far, exchange.head.client);
    this.#server.emit('connection', far);
    const hop = http.request({
      createConnection: () => near as unknown as Socket,
      method: exchange.head.method,
      path: request.url,
      headers: fieldsFor(exchange),
      setHost: false,
    });
    hop.on('response', answer => {
      response.writeHead(answer.statusCode ?? 500, fieldsOf(answer));
      answer.on('error', () => cutAnswer(response));
      answer.pipe(response);
    });
    hop.on('error', cause => failed(refuse('INTERNAL', { cause })));
    response.once('close', () => hop.destroy());
    request.pipe(hop);
  }
}

function fieldsFor({ head }: Exchange): string[] {
  const raw = head.rawHeaders;
  const fields: string[] = [HEADER.requestId, head.requestId, 'connection', 'close'];
  for (let i = 0; i < raw.length; i += 2) {
    if ((raw[i] ?? '').toLowerCase() !== HEADER.requestId) fields.push(raw[i] ?? '', raw[i + 1] ?? '');
  }
  return fields;
}

function fieldsOf({ rawHeaders }: IncomingMessage): string[] {
  const fields: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const lower = (rawHeaders[i] ?? '').toLowerCase();
    if (responsePasses(lower) || lower === HEADER.requestId) fields.push(lower, rawHeaders[i + 1] ?? '');
  }
  return fields;
}
