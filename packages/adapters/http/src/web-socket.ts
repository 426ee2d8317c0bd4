import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { decideAgain, type RequestHead } from '@mycelium/gateway-core';
import type { AppError } from '@mycelium/kernel';
import { answerUnderWay, connectionOf } from './connection.ts';
import { Admission } from './web-socket-admission.ts';
import { isWebSocketUpgrade } from './web-socket-handshake.ts';
import { type Inbound, WebSocketProxy } from './web-socket-proxy.ts';
import { Sessions } from './web-socket-sessions.ts';
import { type Asked, type Shared, Upgrade, type WebSocketsOptions } from './web-socket-upgrade.ts';

/** The upgrades of a listener. */
export interface WebSockets {
  /** Takes over the client's socket and joins it with a service, or answers why not. */
  upgrade(inbound: Inbound, asked: Asked): void;
  /** Sockets that are open or opening. */
  readonly open: number;
  /**
   * Takes no upgrade any more, asks the peers after a moment to connect elsewhere, and resolves when all are gone.
   * Handshakes that services have not answered within `graceMs` are given up.
   */
  close(graceMs: number): Promise<void>;
}

/** What a listener, whatever it speaks, has in common here. */
interface UpgradingServer {
  on(event: 'upgrade', listener: (request: IncomingMessage, socket: Socket, head: Buffer) => void): unknown;
}

export interface UpgradePorts {
  readonly webSockets?: WebSockets | undefined;
  /** The request as the listener understands it. */
  readonly headOf: (request: IncomingMessage) => RequestHead;
  /** Why a request is refused before anybody looks at what it asks for. */
  readonly doubtAbout?: (request: IncomingMessage) => AppError | undefined;
}

/** Lets WebSockets through; a request to switch to any other protocol is an ordinary request (RFC 9110 §7.8). */
export function acceptUpgrades(server: UpgradingServer, ports: UpgradePorts): void {
  const { webSockets, headOf, doubtAbout } = ports;
  if (webSockets === undefined) return;
  // An option of `http.createServer`, set here so that it cannot be forgotten where the listener is made. A connection on
  // which an earlier request is still being answered cannot be taken over: there the upgrade is an ordinary request.
  const takesOver = (request: IncomingMessage): boolean =>
    isWebSocketUpgrade(request) &&
    answerUnderWay(request.socket) === undefined &&
    !connectionOf(request.socket).ends;
  Object.assign(server, { shouldUpgradeCallback: takesOver });
  server.on('upgrade', (request, socket, head) => {
    connectionOf(socket).takesRequests = false;
    webSockets.upgrade({ request, socket, head }, { head: headOf(request), doubt: doubtAbout?.(request) });
  });
}

/** How long load balancers are given to look elsewhere before the peers are told to. */
const DRAIN_DELAY_MS = 3000;

export function webSockets(options: WebSocketsOptions): WebSockets {
  const { pipeline, cache, limits, accessLog } = options;
  const admission = new Admission(limits);
  const sessions = new Sessions({ cache, decide: head => decideAgain(head, pipeline), log: accessLog });
  const shared: Shared = {
    options,
    admission,
    sessions,
    proxy: new WebSocketProxy(),
    state: { draining: false },
    opening: new Set(),
  };
  const empty = async (): Promise<void> => {
    while (admission.count > 0) await sleep(20);
  };
  const emptyWithin = (milliseconds: number): Promise<void> =>
    Promise.race([empty(), sleep(milliseconds, undefined, { ref: false })]);
  return {
    get open() {
      return admission.count;
    },
    upgrade: (inbound, asked) => new Upgrade(shared, inbound, asked).start(),
    close: async graceMs => {
      shared.state.draining = true;
      const delay = Math.min(DRAIN_DELAY_MS, graceMs / 2);
      await emptyWithin(delay);
      sessions.closeAll();
      await emptyWithin(graceMs - delay);
      for (const upgrade of shared.opening) upgrade.giveUp();
      await empty();
      sessions.stop();
    },
  };
}
