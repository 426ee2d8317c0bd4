import { once } from 'node:events';
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** Everything that came back; more than one answer where a request was smuggled. */
  readonly text: string;
  /** Whether the gateway closed the connection. */
  readonly closed: boolean;
}

/** Sends bytes as they are and reads until the connection is closed or silent for `silenceMs`. */
export async function raw(port: number, bytes: string | Buffer, silenceMs = 400): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.write(bytes);
  const closed = await untilSilent(socket, silenceMs);
  socket.destroy();
  const text = Buffer.concat(chunks).toString('latin1');
  const [head = '', ...rest] = text.split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
    head,
    body: rest.join('\r\n\r\n'),
    text,
    closed,
  };
}

function untilSilent(socket: ReturnType<typeof connect>, silenceMs: number): Promise<boolean> {
  return new Promise(resolve => {
    // Nothing has come yet: a busy machine may take its time.
    let timer = setTimeout(() => resolve(false), 5000);
    socket.on('data', () => {
      clearTimeout(timer);
      timer = setTimeout(() => resolve(false), silenceMs);
    });
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
