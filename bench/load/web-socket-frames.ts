// As much of RFC 6455 as the load needs: whole messages in single frames.
import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The `Sec-WebSocket-Accept` for a key (RFC 6455 §4.2.2). */
export const acceptOf = (key: string): string =>
  createHash('sha1')
    .update(key + GUID)
    .digest('base64');

export const OPCODES = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

function header(opcode: number, length: number, masked: boolean): Buffer {
  const mask = masked ? 0x80 : 0;
  if (length < 126) return Buffer.from([0x80 | opcode, mask | length]);
  if (length < 65_536) return Buffer.from([0x80 | opcode, mask | 126, length >> 8, length & 0xff]);
  const long = Buffer.alloc(10);
  long[0] = 0x80 | opcode;
  long[1] = mask | 127;
  long.writeUInt32BE(length, 6);
  return long;
}

/** A frame with a whole message. Clients mask theirs (RFC 6455 §5.3). */
export function frame(opcode: number, payload: Buffer, masked: boolean): Buffer {
  const head = header(opcode, payload.length, masked);
  if (!masked) return Buffer.concat([head, payload]);
  const key = randomBytes(4);
  return Buffer.concat([head, key, payload.map((byte, i) => byte ^ key[i & 3]!)]);
}

export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** Takes what a socket receives and answers the frames that are complete. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): readonly Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    for (let next = this.#next(); next !== undefined; next = this.#next()) frames.push(next);
    return frames;
  }

  #next(): Frame | undefined {
    const bytes = this.#rest;
    if (bytes.length < 2) return undefined;
    const short = bytes[1]! & 0x7f;
    const masked = (bytes[1]! & 0x80) !== 0;
    const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
    const start = 2 + extended + (masked ? 4 : 0);
    if (bytes.length < start) return undefined;
    const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? bytes.readUInt32BE(6) : short;
    if (bytes.length < start + length) return undefined;
    const key = bytes.subarray(start - 4, start);
    const raw = bytes.subarray(start, start + length);
    const payload = masked ? Buffer.from(raw.map((byte, i) => byte ^ key[i & 3]!)) : raw;
    this.#rest = bytes.subarray(start + length);
    return { opcode: bytes[0]! & 0x0f, payload };
  }
}

export interface Target {
  readonly port: number;
  readonly path: string;
  readonly headers: readonly string[];
}

export type Handshake = { readonly socket: Socket; readonly early: Buffer } | { readonly refused: string };

const HANDSHAKE_MS = 10_000;

/** Asks for a WebSocket: answers the socket, or the status line of whoever does not agree. */
export function openWebSocket({ port, path, headers }: Target): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const key = randomBytes(16).toString('base64');
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    let received = Buffer.alloc(0);
    const refuse = (reason: string): void => {
      socket.destroy();
      resolve({ refused: reason });
    };
    const timer = setTimeout(() => refuse('no answer to the handshake'), HANDSHAKE_MS);
    const closed = (): void => refuse('the connection was closed during the handshake');
    const take = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      clearTimeout(timer);
      socket.off('data', take).off('close', closed).off('error', reject);
      const head = received.toString('latin1', 0, end);
      if (head.startsWith('HTTP/1.1 101') && head.includes(acceptOf(key))) {
        resolve({ socket, early: received.subarray(end + 4) });
      } else refuse(head.split('\r\n')[0] ?? '');
    };
    socket.on('data', take).on('close', closed).on('error', reject);
    const fields = [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${key}`,
      ...headers,
    ];
    socket.write(`${fields.join('\r\n')}\r\n\r\n`);
  });
}
