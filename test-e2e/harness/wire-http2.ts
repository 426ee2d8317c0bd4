import type { Socket } from 'node:net';
import { type Field, onWire, type WireAnswer, type WireAnswers, type WireRequest } from './wire.ts';

const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const GOAWAY = 7;
const CONTINUATION = 9;
const END_STREAM = 1;
const ACK = 1;
const END_HEADERS = 4;
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** RFC 9113 §4.1. */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** RFC 7541 §6.2.2, without Huffman coding: every byte arrives as it is written here. */
export const fieldBlock = (fields: readonly Field[]): Buffer =>
  Buffer.concat(fields.flatMap(([name, value]) => [Buffer.of(0), literal(name), literal(value)]));

function literal(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([prefixed(bytes.length), bytes]);
}

/** RFC 7541 §5.1 with a prefix of seven bits. */
function prefixed(length: number): Buffer {
  if (length < 127) return Buffer.of(length);
  const bytes = [127];
  let rest = length - 127;
  for (; rest >= 128; rest >>= 7) bytes.push((rest & 127) | 128);
  return Buffer.of(...bytes, rest);
}

/** The fields of a request as HTTP/2 has them. */
export function http2Fields(request: WireRequest): readonly Field[] {
  const { method = 'GET', target = '/', host = 'gateway.example', fields = [] } = request;
  return [
    [':method', method],
    [':scheme', 'http'],
    [':authority', host],
    [':path', target],
    ...fields.map(([name, value]) => [name.toLowerCase(), value] as const),
  ];
}

/** The frames of a request on a stream; `fields` in place of its own, where something is wrong with these. */
export function http2Frames(
  request: WireRequest,
  stream: number,
  fields = http2Fields(request),
): readonly Buffer[] {
  const { body, trailers } = request;
  const last = (isLast: boolean): number => (isLast ? END_STREAM : 0);
  const bodiless = body === undefined && trailers === undefined;
  const frames = [...headerFrames(fieldBlock(fields), last(bodiless), stream)];
  if (body !== undefined)
    frames.push(frame(DATA, last(trailers === undefined), stream, Buffer.from(body, 'latin1')));
  if (trailers !== undefined)
    frames.push(frame(HEADERS, END_HEADERS | END_STREAM, stream, fieldBlock(trailers)));
  return frames;
}

/** The largest payload of a frame that everybody takes (RFC 9113 §4.2). */
const LARGEST = 16_384;

/** A block of fields, in as many frames as it needs. */
function headerFrames(block: Buffer, flags: number, stream: number): readonly Buffer[] {
  if (block.length <= LARGEST) return [frame(HEADERS, END_HEADERS | flags, stream, block)];
  return [
    frame(HEADERS, flags, stream, block.subarray(0, LARGEST)),
    frame(CONTINUATION, END_HEADERS, stream, block.subarray(LARGEST)),
  ];
}

interface Stream {
  status: number;
  body: string;
  ended: boolean;
}

/** Sends frames as they are and reads until all of `streams` have ended or the connection is closed. */
export async function overHttp2(
  port: number,
  frames: readonly Buffer[],
  streams: readonly number[],
): Promise<WireAnswers> {
  const seen = new Map<number, Stream>();
  let goneAway = false;
  const closed = await onWire(port, (socket, done) => {
    readFrames(socket, (type, flags, id, payload) => {
      if (type === GOAWAY && payload.readUInt32BE(4) !== 0) goneAway = true;
      if (type === SETTINGS && (flags & ACK) === 0) socket.write(frame(SETTINGS, ACK, 0));
      note(seen, { type, flags, id, payload });
      if (goneAway || streams.every(stream => seen.get(stream)?.ended)) done();
    });
    // A table of no size: what comes back can be read without remembering what came before.
    const settings = frame(SETTINGS, 0, 0, Buffer.from([0, 1, 0, 0, 0, 0]));
    socket.write(Buffer.concat([Buffer.from(PREFACE), settings, ...frames]));
  });
  return { answers: streams.map(id => answerOf(seen.get(id))), closed: closed || goneAway };
}

const answerOf = (stream: Stream | undefined): WireAnswer => ({
  status: stream?.status ?? 0,
  head: '',
  body: stream?.body ?? '',
});

type OnFrame = (type: number, flags: number, stream: number, payload: Buffer) => void;

/** Calls back for each frame that comes. */
export function readFrames(socket: Socket, onFrame: OnFrame): void {
  let bytes = Buffer.alloc(0);
  socket.on('data', (piece: Buffer) => {
    bytes = Buffer.concat([bytes, piece]);
    while (bytes.length >= 9 && bytes.length >= 9 + bytes.readUIntBE(0, 3)) {
      const end = 9 + bytes.readUIntBE(0, 3);
      onFrame(
        bytes.readUInt8(3),
        bytes.readUInt8(4),
        bytes.readUInt32BE(5) & 0x7fffffff,
        bytes.subarray(9, end),
      );
      bytes = bytes.subarray(end);
    }
  });
}

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly id: number;
  readonly payload: Buffer;
}

function note(seen: Map<number, Stream>, { type, flags, id, payload }: Frame): void {
  if (type !== DATA && type !== HEADERS && type !== RST_STREAM) return;
  const stream = seen.get(id) ?? { status: 0, body: '', ended: false };
  seen.set(id, stream);
  if (type === HEADERS && stream.status < 200) stream.status = statusIn(payload);
  if (type === DATA) stream.body += payload.toString('latin1');
  if (type === RST_STREAM || (flags & END_STREAM) !== 0) stream.ended = true;
}

/** The statuses that have an index of their own (RFC 7541 appendix A). */
const INDEXED = [200, 204, 206, 304, 400, 404, 500];

/** `:status` stands before all others (RFC 9113 §8.3). */
function statusIn(block: Buffer): number {
  let at = 0;
  // Changes of the table's size.
  while (((block[at] ?? 0) & 0xe0) === 0x20) at++;
  const first = block[at] ?? 0;
  if (first >= 0x88 && first <= 0x8e) return INDEXED[first - 0x88] ?? 0;
  const length = block[at + 1] ?? 0;
  const value = block.subarray(at + 2, at + 2 + (length & 127));
  return Number(length < 128 ? value.toString('latin1') : digits(value));
}

/** Decimal digits in the code of RFC 7541 appendix B: 0 to 2 have five bits, 3 to 9 have six. */
function digits(bytes: Buffer): string {
  const bits = [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('');
  let text = '';
  for (let at = 0; text.length < 3; ) {
    const short = Number.parseInt(bits.slice(at, at + 5), 2);
    const isShort = short < 3;
    text += isShort ? short : Number.parseInt(bits.slice(at, at + 6), 2) - 22;
    at += isShort ? 5 : 6;
  }
  return text;
}
