import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A field as it is written on the wire, whatever is wrong with it. */
export type Field = readonly [name: string, value: string];

/** One request in the words that both versions of HTTP have. */
export interface WireRequest {
  readonly method?: string;
  readonly target?: string;
  readonly host?: string;
  readonly fields?: readonly Field[];
  readonly body?: string;
  /** Fields after the body; over HTTP/1.1 the body is then sent in chunks. */
  readonly trailers?: readonly Field[];
}

export interface WireAnswer {
  /** 0 where the stream or the connection ended without an answer. */
  readonly status: number;
  /** As it came over HTTP/1.1; empty over HTTP/2, where it is compressed. */
  readonly head: string;
  readonly body: string;
}

/** What came back on one connection. */
export interface WireAnswers {
  /** One for each request, in the order of the requests; more where a request was smuggled. */
  readonly answers: readonly WireAnswer[];
  /** Whether the gateway ended the connection. */
  readonly closed: boolean;
}

/** How long the gateway may take for anything: the machine may be busy. */
const PATIENCE_MS = 4000;

/** A connection on which `talk` sends and listens, until it says `done` or the gateway closes it. Gives whether it did. */
export async function onWire(
  port: number,
  talk: (socket: Socket, done: () => void) => void,
): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  let closed = false;
  await new Promise<void>(resolve => {
    const late = setTimeout(resolve, PATIENCE_MS);
    const done = (): void => {
      clearTimeout(late);
      resolve();
    };
    socket.once('close', () => {
      closed = true;
      done();
    });
    talk(socket, done);
  });
  socket.destroy();
  return closed;
}
