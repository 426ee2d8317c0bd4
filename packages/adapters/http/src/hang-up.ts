import type { Duplex } from 'node:stream';

/** How long the other side may take to hang up as well. */
export const LAST_WORDS_MS = 800;

const leaving = new WeakSet<Duplex>();

/** Sends what is left, then hangs up; a peer that does not hang up as well is cut off. */
export function hangUp(socket: Duplex): void {
  if (socket.destroyed || leaving.has(socket)) return;
  leaving.add(socket);
  // Of a socket that is taken over nobody else hears the errors, and unheard they would end the process.
  socket.on('error', () => socket.destroy());
  const cut = setTimeout(() => socket.destroy(), LAST_WORDS_MS);
  socket.once('close', () => clearTimeout(cut));
  if (!socket.writableEnded) socket.end();
  socket.resume();
}
