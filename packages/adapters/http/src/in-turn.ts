import type { Duplex } from 'node:stream';
import { answerUnderWay } from './connection.ts';
import { hangUp } from './hang-up.ts';

/**
 * Calls `write` once the answers to all that was asked before on a connection are out, and not at all when one of them
 * ends the connection. Written at once, it would be taken for the answer to an earlier request, or stand within it.
 */
export function inTurn(socket: Duplex, write: () => void): void {
  const running = answerUnderWay(socket);
  if (running?.req.complete === true) {
    running.once('close', () => inTurn(socket, write));
    return;
  }
  if (!socket.writable) socket.destroy();
  // What is broken is the body of the request that is being answered.
  else if (running?.headersSent === true) hangUp(socket);
  else write();
}
