import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly bytes: number;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const HEAD_END = '\r\n\r\n';

/** A kept-alive connection for one exchange at a time, with as little work of its own as possible. */
export class HttpConnection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #waiting: Waiting | undefined;
  closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', chunk => this.#take(chunk));
    socket.on('error', error => this.#lost(error));
    socket.on('close', () => this.#lost(new Error('the connection was closed')));
  }

  static async open(port: number): Promise<HttpConnection> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    await once(socket, 'connect');
    return new HttpConnection(socket);
  }

  /** Sends a request, given as the text of its head, and waits for the whole answer. */
  exchange(head: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(new Error('the connection is closed'));
      this.#waiting = { resolve, reject };
      this.#socket.write(head);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const end = this.#received.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.#received.toString('latin1', 0, end);
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? Number.NaN);
    const bytes = end + HEAD_END.length + length;
    if (Number.isNaN(length)) this.#lost(new Error(`an answer without a length: ${head}`));
    if (this.#received.length < bytes) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#received = this.#received.subarray(bytes);
    waiting?.resolve({ status: Number(head.slice(9, 12)), bytes: length });
  }

  #lost(error: Error): void {
    this.closed = true;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}

export const get = (path: string, headers: readonly string[] = []): string =>
  `${[`GET ${path} HTTP/1.1`, 'Host: gateway.example', ...headers].join('\r\n')}${HEAD_END}`;
