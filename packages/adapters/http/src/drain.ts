import { Server as TcpServer } from 'node:net';

/** For so long a connection that waits may still bring a request, sent before its client could know better. */
const LAST_REQUESTS_MS = 500;
const LOOK_MS = 50;

/** What is done with connections; `node:http` servers are. */
export type Drained = TcpServer & { closeIdleConnections(): void; closeAllConnections(): void };

/**
 * Takes no new connection and resolves when the last one is closed. Connections that wait for a next request are closed
 * after a moment, busy ones after `graceMs` at the latest.
 */
export function drain(server: Drained, graceMs: number): Promise<void> {
  const begun = performance.now();
  return new Promise(resolve => {
    const look = setInterval(() => {
      const waited = performance.now() - begun;
      if (waited >= graceMs) server.closeAllConnections();
      else if (waited >= LAST_REQUESTS_MS) server.closeIdleConnections();
    }, LOOK_MS);
    // The close of node:http would cut waiting connections at once, and with them requests that are on their way.
    TcpServer.prototype.close.call(server, () => {
      clearInterval(look);
      resolve();
    });
  });
}
