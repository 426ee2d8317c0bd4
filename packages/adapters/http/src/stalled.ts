import { answerUnderWay, type Connection, type Connections, type Upload } from './connection.ts';

export interface StallLimits {
  /** For a connection of HTTP/1 between two requests. */
  readonly idleMs: number;
  readonly uploadMs: number;
  readonly downloadMs: number;
  /** The client sends nothing of the body that it began. */
  readonly onUpload: (upload: Upload) => void;
}

const LONGEST_LOOK_MS = 5000;

/**
 * Looks at all connections from time to time instead of setting timers for each request, which cost a few
 * percent of a small one. Only silence that is the client's own is held against it: a service that reads or answers slowly stalls nobody
 * else's clock. Nobody is cut off early, and late by a quarter of the shortest limit at the most.
 */
export function watchStalls(connections: Connections, limits: StallLimits): () => void {
  const every = Math.min(limits.idleMs, limits.uploadMs, limits.downloadMs, LONGEST_LOOK_MS * 4) / 4;
  const timer = setInterval(() => {
    const now = performance.now();
    for (const connection of connections) look(connection, limits, now);
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}

function look(connection: Connection, limits: StallLimits, now: number): void {
  if (downloadStalls(connection, limits, now) || isIdle(connection, limits, now)) connection.socket.destroy();
  else if (connection.upload !== undefined && uploadStalls(connection, connection.upload, { limits, now })) {
    const { upload } = connection;
    connection.upload = undefined;
    limits.onUpload(upload);
  }
}

function isIdle(connection: Connection, { idleMs }: StallLimits, now: number): boolean {
  const { socket, takesRequests } = connection;
  if (!takesRequests) return false;
  const traffic = socket.bytesRead + socket.bytesWritten;
  if (traffic === connection.traffic && answerUnderWay(socket) === undefined)
    return now - connection.trafficAt >= idleMs;
  connection.traffic = traffic;
  connection.trafficAt = now;
  return false;
}

function downloadStalls(connection: Connection, { downloadMs }: StallLimits, now: number): boolean {
  const { socket } = connection;
  const waiting = socket.writableLength;
  const sent = socket.bytesWritten - waiting;
  if (waiting > 0 && sent === connection.sent) return now - connection.sentAt >= downloadMs;
  connection.sent = sent;
  connection.sentAt = now;
  return false;
}

function uploadStalls(
  connection: Connection,
  { request }: Upload,
  { limits, now }: { readonly limits: StallLimits; readonly now: number },
): boolean {
  if (request.complete || request.destroyed) {
    connection.upload = undefined;
    return false;
  }
  const received = connection.socket.bytesRead;
  // What has arrived and is not taken waits for the service, not for the client.
  if (received === connection.received && request.readableLength === 0)
    return now - connection.receivedAt >= limits.uploadMs;
  connection.received = received;
  connection.receivedAt = now;
  return false;
}
