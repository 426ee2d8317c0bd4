import http, { type IncomingMessage, type Server } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { compileTrust } from '@mycelium/gateway-core';
import { type Logger, refuse } from '@mycelium/kernel';
import { type BrokenRequestAnswers, brokenRequestAnswers } from './broken-request.ts';
import { Connections, closeAfter, type Upload } from './connection.ts';
import { admitUpTo, takeIn } from './connection-intake.ts';
import { drain } from './drain.ts';
import { Http2Door } from './http2-door.ts';
import { DEFAULT_SETTINGS, type ListenerSettings } from './listener-settings.ts';
import { Reception, type ReceptionPorts } from './reception.ts';
import { watchStalls } from './stalled.ts';
import { tlsMaterial } from './tls-material.ts';
import { acceptUpgrades, type WebSockets } from './web-socket.ts';

export interface ListenerPorts extends ReceptionPorts {
  readonly webSockets?: WebSockets;
}

export interface Listener {
  /** Resolves once it listens. Rejects with the system's error when the port is taken. */
  listen(address: { readonly host: string; readonly port: number }): Promise<AddressInfo>;
  /** Takes no new connection, lets running exchanges finish, and cuts what is left after `graceMs`. */
  close(graceMs: number): Promise<void>;
  readonly server: Server;
}

/**
 * The one listener: native paths go to the gateway's own doors, everything else through the steps to a service.
 * Throws `TlsProblem` when it cannot speak TLS with the certificate and key that it is given.
 */
export function gatewayListener(
  ports: ListenerPorts,
  settings: ListenerSettings = DEFAULT_SETTINGS,
): Listener {
  const { limits } = settings;
  const reception = new Reception(ports, settings);
  const server = createServer(settings, ports.accessLog);
  const trusted = compileTrust(settings.trustedProxies);
  const connections = new Connections(trusted);
  const http2 = new Http2Door({
    limits,
    receive: reception.receiveTranslated,
    onStalledUpload: refuseStalled,
    log: ports.accessLog,
  });
  takeIn(server, {
    connections,
    proxied: settings.proxyProtocol ? trusted : undefined,
    tls: settings.tls !== undefined,
    h2c: settings.h2c,
    http2: socket => http2.serve(socket),
    timeoutMs: limits.headersTimeout * 1000,
  });
  attend(server, { ports, reception, settings });
  const stopWatching = watchStalls(connections, {
    idleMs: limits.keepAliveTimeout * 1000,
    uploadMs: limits.uploadIdleTimeout * 1000,
    downloadMs: limits.downloadIdleTimeout * 1000,
    onUpload: refuseStalled,
  });
  return {
    server,
    listen: ({ host, port }) => listen(server, host, port),
    close: async graceMs => {
      reception.draining = true;
      await drainAll(server, http2, graceMs);
      stopWatching();
    },
  };
}

function refuseStalled(upload: Upload): void {
  if (!upload.response.headersSent) closeAfter(upload.response);
  upload.abandon(refuse('REQUEST_TIMEOUT', { details: 'The next part of the body did not arrive in time.' }));
}

/** Behind a certificate that soon runs out nobody is reached any more. */
const RENEWAL_MS = 14 * 24 * 3600 * 1000;

function createServer({ tls, limits }: ListenerSettings, log: Logger): Server {
  const options: http.ServerOptions = {
    // Kept by `watchStalls`, without two timers for each request.
    keepAliveTimeout: 0,
    headersTimeout: limits.headersTimeout * 1000,
    // Uploads may take their time; only silence on them is cut.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(5000, limits.headersTimeout * 250),
    maxHeaderSize: limits.headerBytes,
    // We refuse it ourselves, with the error body.
    requireHostHeader: false,
    // Most requests have no body; their stream is made ended instead of being brought to its end by events.
    optimizeEmptyRequests: true,
  };
  if (tls === undefined) return http.createServer(options);
  const { validTo, cert, key } = tlsMaterial(tls);
  if (validTo.getTime() - Date.now() < RENEWAL_MS)
    log.log('warn', 'the certificate of the listener must be renewed', { validTo: validTo.toISOString() });
  return https.createServer({
    ...options,
    cert,
    key,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['h2', 'http/1.1'],
    handshakeTimeout: limits.headersTimeout * 1000,
  });
}

interface Attendance {
  readonly ports: ListenerPorts;
  readonly reception: Reception;
  readonly settings: ListenerSettings;
}

/** Says who hears what the server tells. */
function attend(server: Server, { ports, reception, settings }: Attendance): void {
  const { limits } = settings;
  // Node drops what is over the count without a word; one more than allowed is enough to refuse the request.
  server.maxHeadersCount = limits.headerCount + 1;
  server.on('request', reception.receive);
  // Whoever waits before sending a body hears of a refusal first; RFC 9110 §10.1.1 lets other expectations be ignored.
  server.on('checkContinue', reception.receiveExpecting);
  server.on('checkExpectation', reception.receive);
  acceptUpgrades(server, {
    webSockets: ports.webSockets,
    headOf: reception.headOf,
    doubtAbout: reception.doubtAboutUpgrade,
  });
  const broken = brokenRequestAnswers(ports.newRequestId, ports.accessLog);
  limitConnections(server, { ports, reception, settings }, broken);
  server.on('clientError', broken.answerClientError);
  server.on('connect', (_request: IncomingMessage, socket: Socket) => broken.refuseTunnel(socket));
  server.removeAllListeners('tlsClientError');
  server.on('tlsClientError', (error: Error, socket: Socket) => {
    ports.accessLog.log('debug', 'a TLS handshake failed', { reason: error.message });
    socket.destroy();
  });
}

/** So many connections over the limit are told so at the same time; more are closed without a word. */
const TOLD_AT_ONCE = 64;

function limitConnections(
  server: Server,
  { ports, settings }: Attendance,
  { refuseConnection }: BrokenRequestAnswers,
): void {
  const { maxConnections } = settings.limits;
  const count = overCapacity(ports.accessLog, maxConnections);
  server.maxConnections = maxConnections + TOLD_AT_ONCE;
  server.on('drop', count);
  admitUpTo(server, maxConnections, socket => {
    count();
    // A handshake only to be sent away would cost more than the connection.
    if (settings.tls === undefined) refuseConnection(socket);
    else socket.destroy();
  });
}

const QUIET_MS = 10_000;

/** Says now and then how many connections were refused because too many are open. */
function overCapacity(log: Logger, maxConnections: number): () => void {
  const state = { dropped: 0, saidAt: Number.NEGATIVE_INFINITY };
  return () => {
    state.dropped++;
    const now = performance.now();
    if (now - state.saidAt < QUIET_MS) return;
    log.log('warn', 'too many connections: new ones are refused', { maxConnections, dropped: state.dropped });
    Object.assign(state, { dropped: 0, saidAt: now });
  };
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address);
    });
  });
}

/** With the sessions of HTTP/2, which know how to say that they end. */
async function drainAll(server: Server, http2: Http2Door, graceMs: number): Promise<void> {
  const deadline = setTimeout(() => http2.destroy(), graceMs);
  http2.drain();
  await drain(server, graceMs);
  clearTimeout(deadline);
}
