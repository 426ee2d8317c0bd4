import type { Readable } from 'node:stream';

/**
 * Counts a request body while it arrives and calls `onExceeded`, once, when it is longer than `max` bytes. From then on
 * the reader is given nothing more, not even an end, which would make a cut body look whole: whoever passes it on must
 * give up in `onExceeded`. What still arrives is thrown away, so memory stays flat and the connection can carry an answer.
 *
 * The bytes are counted where the parser hands them over: nothing is copied, and reading starts no earlier than the
 * reader asks for it.
 */
export function limitBody(request: Readable, max: number, onExceeded: () => void): void {
  const deliver = request.push;
  // What came while the caller was being looked up waits in the stream already.
  let received = request.readableLength;
  request.push = (chunk: Buffer | null): boolean => {
    if (received > max) return true;
    if (chunk === null) return deliver.call(request, null);
    received += chunk.length;
    if (received <= max) return deliver.call(request, chunk);
    onExceeded();
    return true;
  };
}
