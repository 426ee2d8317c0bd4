import type { IncomingMessage } from 'node:http';
import { refuse } from '@mycelium/kernel';

const say = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${bytes / (1024 * 1024)} MiB` : `${bytes / 1024} KiB`;

/** The client went away in the middle of its body: there is nobody left to answer. */
export class ClientGone extends Error {
  constructor(cause?: unknown) {
    super('the client closed the connection before its body was complete', { cause });
    this.name = 'ClientGone';
  }
}

/** How long what is left of a refused body is read and thrown away. */
const LINGER_MS = 2000;

/** A client that is cut off while it sends never gets to read why; one that does not stop is cut off in the end. */
function discardRest(request: IncomingMessage): void {
  request.resume();
  setTimeout(() => request.complete || request.socket.destroy(), LINGER_MS).unref();
}

/**
 * The whole body as text. Throws BODY_TOO_LARGE beyond `limit` bytes (what follows is discarded, never kept),
 * MALFORMED_REQUEST when it is not UTF-8, MEDIA_TYPE_UNSUPPORTED when it is compressed, `ClientGone` when it
 * breaks off.
 */
export async function readText(request: IncomingMessage, limit: number): Promise<string> {
  const tooLarge = () =>
    refuse('BODY_TOO_LARGE', { details: `Send at most ${say(limit)}, or split the request.` });
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    discardRest(request);
    throw refuse('MEDIA_TYPE_UNSUPPORTED', { details: 'Send the body without a content encoding.' });
  }
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    discardRest(request);
    throw tooLarge();
  }
  const chunks = await readChunks(request, limit);
  if (chunks === undefined) {
    discardRest(request);
    throw tooLarge();
  }
  try {
    return decode(chunks);
  } catch (cause) {
    throw refuse('MALFORMED_REQUEST', { message: 'The body is not UTF-8 text.', cause });
  }
}

/** `undefined` once the body turns out larger than `limit`. */
function readChunks(request: IncomingMessage, limit: number): Promise<readonly Uint8Array[] | undefined> {
  // Some listeners hand over requests without a body already ended: no event will come.
  if (request.readableEnded) return Promise.resolve([]);
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    request.on('data', (chunk: Uint8Array) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve(undefined);
      }
    });
    request.on('end', () => resolve(chunks));
    request.on('error', cause => reject(new ClientGone(cause)));
    request.on('close', () => reject(new ClientGone()));
  });
}

function decode(chunks: readonly Uint8Array[]): string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return chunks.map(chunk => decoder.decode(chunk, { stream: true })).join('') + decoder.decode();
}
