import type { Socket } from 'node:net';
import { type AnswerHead, type FieldList, FRAMING, readAnswerHead } from './answer-head.ts';
import { ChunkedBody, type ChunkSink, NO_TRAILERS } from './chunked-body.ts';
import { writeLast } from './large-pieces.ts';
import { invalidAnswer, ServiceFault } from './service-fault.ts';
import type { Upload, UploadSink } from './upload.ts';

/** How a call that is under way is slowed down or taken back. */
export interface Flow {
  /** Nothing more is read from the service until `resume`. */
  pause(): void;
  resume(): void;
  /** Cuts the connection; the call hears nothing more. */
  abort(): void;
}

/** A request for a service, and whoever takes its answer. After `ended` or `failed` nothing more is called. */
export interface Call {
  readonly method: string;
  /** The head of the request, in Latin-1. */
  readonly requestHead: string;
  readonly upload: Upload | undefined;
  /** Nobody wants the answer any more: it need not be sent. */
  readonly done: boolean;
  /** Set as soon as the first byte of an answer has come. */
  received: boolean;
  /** The request is about to be written. */
  sent(flow: Flow): void;
  /** An answer from 102 to 199. */
  interim(head: AnswerHead): void;
  /** The head of the answer. Its body follows, if it has one. */
  began(head: AnswerHead): void;
  /** All of the body, in Latin-1: it came with the head in one piece. */
  whole(body: string): void;
  /** A piece of the body, whose bytes are overwritten by the next read. */
  data(chunk: Buffer): void;
  ended(trailers: FieldList): void;
  failed(error: Error): void;
}

/** Whom a connection belongs to. */
export interface ConnectionOwner {
  /** The connection can take a call. */
  ready(connection: ServiceConnection): void;
  closed(connection: ServiceConnection): void;
}

/** Of one head, and of all interim ones that come along with it. */
const MAX_HEAD_BYTES = 16 * 1024;
/** To one request. */
const MAX_INTERIM = 1000;
/** A body up to this size is passed on as text, if it came with the head. */
const WHOLE_BYTES = 4096;
/** Then a connection is replaced: the name is looked up again, and a balancer in front of the service gets its turn. */
const REQUESTS_PER_CONNECTION = 10_000;
/** For services that do not say how long they keep a silent connection. */
const KEEP_ALIVE_MS = 30_000;
/** So that no request is on its way while the service closes the connection. */
const KEEP_ALIVE_MARGIN_MS = 1000;
const KEEP_ALIVE_TIMEOUT = /(?:^|[\s,;])timeout=(\d{1,6})/i;
const BEGINNING = 'HTTP/1.';
const LINE_FEED_ALONE = /[^\r]\n/;
const EMPTY_LINE = '\r\n\r\n';

/**
 * One kept-alive connection to a service, which carries one exchange at a time (RFC 9112 §9). Whatever a service sends
 * beyond its answer, or without having been asked, ends the connection: the next request must not find it there.
 */
export class ServiceConnection implements Flow, UploadSink, ChunkSink {
  /** When it last became free, on the clock of its owner. */
  freeSince = 0;
  /** Milliseconds for which the service keeps the connection while nothing happens on it. */
  idleMs = KEEP_ALIVE_MS;
  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  #call: Call | undefined;
  /** Of the answer under way. */
  #head: AnswerHead | undefined;
  #keepAlive: string | undefined;
  #requests = 0;
  /** Interim answers to the request under way. */
  #interims = 0;
  /** What has come of a head that is not whole yet. */
  #partialHead = '';
  /** Bytes of the answer that are still to come, or one of `FRAMING`. */
  #awaited = 0;
  #chunks: ChunkedBody | undefined;
  /** More has come than belongs to the answer. */
  #surplus = false;
  #paused = false;
  /** Bytes of the request body that are still to be sent; -1 for one that is sent in chunks. */
  #owed = 0;

  constructor(socket: Socket, owner: ConnectionOwner) {
    this.#socket = socket;
    this.#owner = owner;
    socket.on('drain', () => this.#call?.upload?.resume());
    socket.on('end', () => this.#inputEnded());
    socket.on('error', error => this.#fail(error));
    socket.on('close', () => {
      this.#fail(new ServiceFault('SERVICE_CLOSED', 'the connection was closed'));
      owner.closed(this);
    });
  }

  get usable(): boolean {
    return !this.#socket.destroyed;
  }

  send(call: Call): void {
    const { upload, requestHead } = call;
    this.#call = call;
    this.#requests++;
    this.#head = undefined;
    this.#interims = 0;
    call.sent(this);
    if (upload === undefined) {
      this.#socket.write(requestHead, 'latin1');
      return;
    }
    // What is there of the body already travels with the head.
    this.#socket.cork();
    this.#socket.write(requestHead, 'latin1');
    this.#owed = upload.length;
    upload.begin(this);
    process.nextTick(uncork, this.#socket);
  }

  pause(): void {
    this.#paused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#socket.resume();
  }

  abort(): void {
    this.#call = undefined;
    this.#socket.destroy();
  }

  /** Ends a connection on which nothing runs. */
  close(): void {
    this.#socket.destroy();
  }

  /** Takes the first `length` bytes of `room`, which the next read overwrites. Answers whether more may be read. */
  read(length: number, room: Buffer): boolean {
    try {
      this.#take(length, room);
    } catch (error) {
      // What was thrown by whoever takes the answer costs this exchange, not the process.
      this.#fail(error as Error);
    }
    return !this.#paused;
  }

  /** A piece of the request body. */
  uploaded(chunk: Buffer): void {
    if (this.#call === undefined) return;
    if (this.#owed < 0) this.#sendChunk(chunk);
    else {
      this.#owed -= chunk.length;
      if (this.#owed < 0) this.#fail(new ServiceFault('REQUEST_INVALID', 'the body is longer than it says'));
      else if (!writeLast(this.#socket, chunk)) this.#call?.upload?.pause();
    }
  }

  uploadEnded(): void {
    if (this.#call === undefined) return;
    if (this.#owed < 0) this.#socket.write('0\r\n\r\n', 'latin1');
    else if (this.#owed > 0)
      this.#fail(new ServiceFault('REQUEST_INVALID', 'the body is shorter than it says'));
  }

  /** A piece of a chunked answer. */
  data(chunk: Buffer): void {
    this.#call?.data(chunk);
  }

  #sendChunk(chunk: Buffer): void {
    // A chunk of no bytes would be the last one.
    if (chunk.length === 0) return;
    const socket = this.#socket;
    socket.cork();
    socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1');
    writeLast(socket, chunk);
    if (!socket.write('\r\n', 'latin1')) this.#call?.upload?.pause();
    socket.uncork();
  }

  #take(length: number, room: Buffer): void {
    const call = this.#call;
    if (call === undefined) {
      this.#socket.destroy();
      return;
    }
    call.received = true;
    if (this.#head !== undefined) this.#takeBody(call, room.subarray(0, length));
    else this.#takeHead(call, length, room);
  }

  #takeHead(call: Call, length: number, room: Buffer): void {
    const before = this.#partialHead;
    const text = before + room.toString('latin1', 0, Math.min(length, MAX_HEAD_BYTES));
    let start = 0;
    // The end may have been cut in two.
    let end = text.indexOf(EMPTY_LINE, Math.max(0, before.length - 3));
    while (end >= 0) {
      const head = readAnswerHead(text, start, end);
      start = end + EMPTY_LINE.length;
      if (head.status >= 200) {
        this.#partialHead = '';
        this.#begin(call, head);
        if (!this.#takeWhole(call, text.slice(start), before.length + length - start))
          this.#takeBody(call, room.subarray(start - before.length, length));
        return;
      }
      if (head.status === 101) throw invalidAnswer('it switches protocols, which nobody asked for');
      // Somebody might look for a body, or for the end of the connection, where the next head begins.
      if (head.length >= 0 || head.chunked || !head.persistent)
        throw invalidAnswer('an interim answer reads like the last one');
      if (++this.#interims > MAX_INTERIM) throw invalidAnswer('its interim answers do not end');
      call.interim(head);
      end = text.indexOf(EMPTY_LINE, start);
    }
    this.#partialHead = text.slice(start);
    // Its end would never be found, and its time would be waited for.
    if (LINE_FEED_ALONE.test(this.#partialHead)) throw invalidAnswer('its lines end with LF alone');
    if (!mayBeHead(this.#partialHead)) throw invalidAnswer('it does not speak HTTP/1');
    if (this.#partialHead.length >= MAX_HEAD_BYTES || length > MAX_HEAD_BYTES)
      throw new ServiceFault('ANSWER_FIELDS_TOO_LARGE', 'the head of its answer does not end');
  }

  #begin(call: Call, head: AnswerHead): void {
    this.#head = head;
    this.#awaited = head.framing(call.method);
    this.#chunks = this.#awaited === FRAMING.chunks ? new ChunkedBody(this) : undefined;
    call.began(head);
  }

  /** Whether that was all there is of the answer. `text`: what came behind the head, or the beginning of it. */
  #takeWhole(call: Call, text: string, length: number): boolean {
    if (this.#awaited === 0) this.#surplus = length > 0;
    else if (length === this.#awaited && length <= WHOLE_BYTES && text.length === length) call.whole(text);
    else return length === 0;
    this.#complete(call, NO_TRAILERS);
    return true;
  }

  #takeBody(call: Call, bytes: Buffer): void {
    if (this.#chunks !== undefined) this.#takeChunks(call, this.#chunks, bytes);
    else if (this.#awaited === FRAMING.close) call.data(bytes);
    else {
      const body = bytes.length > this.#awaited ? bytes.subarray(0, this.#awaited) : bytes;
      this.#surplus = body !== bytes;
      this.#awaited -= body.length;
      call.data(body);
      if (this.#awaited === 0) this.#complete(call, NO_TRAILERS);
    }
  }

  #takeChunks(call: Call, chunks: ChunkedBody, bytes: Buffer): void {
    const taken = chunks.read(bytes);
    if (!chunks.done) return;
    this.#surplus = taken < bytes.length;
    this.#complete(call, chunks.trailers);
  }

  #complete(call: Call, trailers: FieldList): void {
    // Taken back by the one who was given the body.
    if (this.#call !== call) return;
    call.ended(trailers);
    this.#call = undefined;
    this.#chunks = undefined;
    if (!this.#kept(call)) {
      this.#socket.destroy();
      return;
    }
    if (this.#paused) this.resume();
    this.#owner.ready(this);
  }

  #kept({ upload, method }: Call): boolean {
    const head = this.#head;
    if (head?.keepAlive !== undefined && head.keepAlive !== this.#keepAlive)
      this.#readKeepAlive(head.keepAlive);
    return (
      head?.persistent === true &&
      // A body that comes all the same, a moment later, would be read as the next answer.
      !(method === 'HEAD' || head.withheldBody) &&
      this.#awaited !== FRAMING.close &&
      !this.#surplus &&
      // The service answered before it had the whole request: the rest of it would be read as the next one.
      (upload === undefined || upload.ended) &&
      this.#requests < REQUESTS_PER_CONNECTION &&
      this.idleMs > 0 &&
      !this.#socket.destroyed
    );
  }

  #readKeepAlive(value: string): void {
    this.#keepAlive = value;
    const seconds = KEEP_ALIVE_TIMEOUT.exec(value)?.[1];
    if (seconds !== undefined)
      this.idleMs = Math.min(Number(seconds) * 1000 - KEEP_ALIVE_MARGIN_MS, KEEP_ALIVE_MS);
  }

  #inputEnded(): void {
    const call = this.#call;
    if (call !== undefined && this.#head !== undefined && this.#awaited === FRAMING.close) {
      this.#complete(call, NO_TRAILERS);
      return;
    }
    this.#fail(new ServiceFault('SERVICE_CLOSED', 'the connection ended before the answer did'));
  }

  #fail(error: Error): void {
    const call = this.#call;
    this.#call = undefined;
    this.#socket.destroy();
    call?.failed(error);
  }
}

/** Whoever speaks first and then waits may speak another protocol, and would wait for ever. */
const mayBeHead = (text: string): boolean => BEGINNING.startsWith(text.slice(0, BEGINNING.length));

const uncork = (socket: Socket): void => socket.uncork();
