import type { Writable } from 'node:stream';

/** What one read of a socket brings at the most. */
export const ROOM_BYTES = 64 * 1024;
/** Below this a room of its own is not worth the callback. */
const LARGE_BYTES = 8 * 1024;
const MOST_SPARE = 32;

const spare: Buffer[] = [];

/**
 * Writes a copy of `chunk`, whose bytes the next read overwrites. Large copies are made in rooms that are used again
 * once the bytes have left: memory that comes and goes at the speed of a download keeps the garbage collector busy.
 * Answers what `write` does.
 */
export function writeCopy(to: Pick<Writable, 'write'>, chunk: Buffer): boolean {
  if (chunk.length < LARGE_BYTES) return to.write(Buffer.from(chunk));
  const room = spare.pop() ?? Buffer.allocUnsafeSlow(ROOM_BYTES);
  chunk.copy(room);
  return to.write(room.subarray(0, chunk.length), error => {
    // After an error nobody knows who still holds it.
    if (!error && spare.length < MOST_SPARE) spare.push(room);
  });
}

/**
 * Writes `chunk`, which nobody else needs, and gives its memory back as soon as the bytes have left. Left to the garbage
 * collector, the pieces of uploads come back by the dozen megabytes, and the system has to find new pages for the next
 * ones. Answers what `write` does.
 */
export function writeLast(to: Pick<Writable, 'write'>, chunk: Buffer): boolean {
  if (chunk.length < LARGE_BYTES) return to.write(chunk);
  return to.write(chunk, error => {
    if (!error) free(chunk);
  });
}

/** Only what is a piece of memory of its own: small buffers share theirs. */
function free({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
