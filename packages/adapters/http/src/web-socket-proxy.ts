import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type Socket } from 'node:net';
import { createProxyMiddleware, type Plugin, type RequestHandler } from 'http-proxy-middleware';
import { serviceTrust } from './downstream/service-trust.ts';

/** An upgrade that has been let pass: everything that the service is sent, and who hears what comes of it. */
export interface Outbound {
  /** `http://host:port`. */
  readonly origin: string;
  /** With its query, as the service knows it. */
  readonly path: string;
  /** Names and values in turn: all fields that the service receives. */
  readonly headers: readonly string[];
  /** Takes a certificate that nobody vouches for. */
  readonly insecure: boolean;
  /** The fields of the service's answer that reach the client, names and values in turn. */
  readonly answerFields: (answer: IncomingMessage) => readonly string[];
  /** The request is on its way; destroying it takes it back. */
  readonly started: (request: ClientRequest) => void;
  /** Both sockets are joined; the client has been sent 101. */
  readonly opened: (service: Socket) => void;
  /** The service answered like any other request, with an error for example. The answer is on its way to the client. */
  readonly declined: (status: number) => void;
  /** No usable answer. The client has been sent nothing, its socket is as it was. */
  readonly failed: (error: Error) => void;
}

/** The client's side. */
export interface Inbound {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  /** What the client sent after its request. */
  readonly head: Buffer;
}

/** The service switched protocols, though not to the one that was asked for. */
export class WrongProtocolError extends Error {}

/**
 * Tunnels upgrades with http-proxy-middleware, which is given no say: the fields and the path that it finds on the
 * request are those to be sent, and the fields of an answer are replaced before it passes them on.
 */
export class WebSocketProxy {
  readonly #tunnels = new Map<string, RequestHandler>();
  readonly #outbound = new WeakMap<IncomingMessage, Outbound>();

  tunnel(outbound: Outbound, { request, socket, head }: Inbound): void {
    request.url = outbound.path;
    request.headers = headerObject(outbound.headers);
    this.#outbound.set(request, outbound);
    this.#tunnelTo(outbound).upgrade(request, socket, head);
  }

  /** One for each origin, so that the agent knows the name that the certificate is for. */
  #tunnelTo({ origin, insecure }: Outbound): RequestHandler {
    const key = insecure ? `${origin} unverified` : origin;
    const known = this.#tunnels.get(key);
    if (known) return known;
    const tunnel = createProxyMiddleware({
      target: origin,
      secure: !insecure,
      agent: agentFor(new URL(origin), insecure),
      // Its own handlers would answer errors in words of their own.
      ejectPlugins: true,
      plugins: [this.#listen],
    });
    this.#tunnels.set(key, tunnel);
    return tunnel;
  }

  readonly #listen: Plugin = proxy => {
    proxy.on('error', (error, request) => request && this.#outbound.get(request)?.failed(error));
    proxy.on('proxyReqWs', (outgoing, request) => {
      const outbound = this.#outbound.get(request);
      if (outbound === undefined) {
        outgoing.destroy(new Error('an upgrade without a plan'));
        return;
      }
      outgoing.once('response', answer => {
        answer.headers = framed(outbound.answerFields(answer), answer);
        outbound.declined(answer.statusCode ?? 502);
      });
      // The library adds its own listeners right after this event.
      queueMicrotask(() => guard(outgoing, outbound));
      outbound.started(outgoing);
    });
  };
}

type UpgradeListener = (answer: IncomingMessage, service: Socket, rest: Buffer) => void;

/**
 * Puts the library's joining of the sockets behind a look at the answer, and takes the place of its error listener,
 * which would hang up on the client.
 */
function guard(outgoing: ClientRequest, outbound: Outbound): void {
  outgoing.removeAllListeners('error');
  outgoing.on('error', error => outbound.failed(error));
  const join = outgoing.listeners('upgrade') as UpgradeListener[];
  outgoing.removeAllListeners('upgrade');
  outgoing.once('upgrade', (answer, service, rest) => {
    if (answer.headers.upgrade?.toLowerCase() !== 'websocket') {
      service.destroy();
      outbound.failed(new WrongProtocolError('the service switched to another protocol'));
      return;
    }
    answer.headers = headerObject(outbound.answerFields(answer));
    for (const listener of join) listener(answer, service as Socket, rest);
    outbound.opened(service as Socket);
  });
}

/** The library frames the body by this field. */
function framed(fields: readonly string[], answer: IncomingMessage): IncomingMessage['headers'] {
  const headers = headerObject(fields);
  const encoding = answer.headers['transfer-encoding'];
  if (encoding !== undefined) headers['transfer-encoding'] = encoding;
  return headers;
}

/** Node would take the name to check a certificate against from the `Host` field, and that one is the client's. */
function agentFor({ protocol, hostname }: URL, insecure: boolean): http.Agent {
  if (protocol !== 'https:') return new http.Agent();
  const name = hostname.replace(/^\[|\]$/g, '');
  const servername = isIP(name) === 0 ? name : '';
  return new https.Agent({ servername, ...(!insecure && { secureContext: serviceTrust() }) });
}

/** Fields of one name are gathered; `__proto__` is a name like any other. */
function headerObject(raw: readonly string[]): IncomingMessage['headers'] {
  const headers: Record<string, string | string[]> = Object.create(null);
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers as IncomingMessage['headers'];
}
