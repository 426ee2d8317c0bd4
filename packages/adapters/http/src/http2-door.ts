import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  constants,
  Http2ServerRequest,
  Http2ServerResponse,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type ServerOptions,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { Logger } from '@mycelium/kernel';
import { type Connection, connectionOf, type Upload } from './connection.ts';
import { translateFields } from './http2-fields.ts';
import type { ListenerLimits } from './listener-settings.ts';

/** A request that came over HTTP/2, in the form that HTTP/1 requests have. */
export interface TranslatedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: Connection;
  /** Why it is refused, if it is. */
  readonly fault: string | undefined;
}

export interface Http2DoorPorts {
  readonly limits: ListenerLimits;
  readonly receive: (translated: TranslatedRequest) => void;
  /** The client sends nothing of the body that it began. */
  readonly onStalledUpload: (upload: Upload) => void;
  readonly log: Logger;
}

const STREAMS = 100;
const STREAM_WINDOW = 64 * 1024;
const SESSION_WINDOW = 1024 * 1024;
/** Frames that make no sense, and streams over the limit, that a session may send before it is ended. */
const PATIENCE = 100;
/** Streams that a client may open and take back at once; after that only so many a second (CVE-2023-44487). */
const RESET_BURST = 200;
const RESETS_PER_SECOND = 33;

const sessionOptions = ({ headerBytes, headerCount }: ListenerLimits): ServerOptions => ({
  settings: {
    enablePush: false,
    maxConcurrentStreams: STREAMS,
    initialWindowSize: STREAM_WINDOW,
    maxHeaderListSize: headerBytes,
  },
  // Some more than allowed are read, so that they can be refused in words. Beyond that the stream is ended.
  maxHeaderListPairs: headerCount * 2,
  // What services repeat is theirs; Node would throw where it is written.
  strictSingleValueFields: false,
  maxSessionInvalidFrames: PATIENCE,
  maxSessionRejectedStreams: PATIENCE,
  streamResetBurst: RESET_BURST,
  streamResetRate: RESETS_PER_SECOND,
});

const UPLOAD = Symbol('upload');
type Known = ServerHttp2Stream & { [UPLOAD]?: Upload };

/** Lets an upload be noticed when its client falls silent. */
export function watchUpload(upload: Upload): void {
  const { stream } = upload.request as unknown as Http2ServerRequest;
  (stream as Known)[UPLOAD] = upload;
}

/** Sessions of HTTP/2 on sockets that somebody else accepted. */
export class Http2Door {
  readonly #ports: Http2DoorPorts;
  readonly #options: ServerOptions;
  readonly #sessions = new Set<ServerHttp2Session>();

  constructor(ports: Http2DoorPorts) {
    this.#ports = ports;
    this.#options = sessionOptions(ports.limits);
  }

  serve(socket: Socket): void {
    const { limits, log } = this.#ports;
    const session = performServerHandshake(socket, this.#options);
    const connection = connectionOf(socket);
    const open = { streams: 0, served: 0 };
    const end = (): void => endIdle(session, open);
    let idle = setTimeout(end, limits.headersTimeout * 1000);
    this.#sessions.add(session);
    session.once('close', () => {
      clearTimeout(idle);
      this.#sessions.delete(session);
    });
    session.on('error', error =>
      log.log('debug', 'an HTTP/2 session ended on an error', { reason: error.message }),
    );
    session.once('connect', () => session.setLocalWindowSize(SESSION_WINDOW));
    session.on('stream', (stream, ...[headers, flags, rawHeaders]) => {
      clearTimeout(idle);
      open.streams++;
      open.served++;
      stream.once('close', () => {
        open.streams--;
        if (open.streams === 0 && !session.destroyed) idle = setTimeout(end, limits.keepAliveTimeout * 1000);
      });
      if (open.served === limits.requestsPerConnection) session.close();
      this.#receive(stream, { headers, flags, rawHeaders: rawHeaders as unknown as string[], connection });
    });
  }

  /** Takes no new stream; sessions end with their last one. */
  drain(): void {
    for (const session of this.#sessions) session.close();
  }

  destroy(): void {
    for (const session of this.#sessions) session.destroy();
  }

  #receive(stream: ServerHttp2Stream, { headers, flags, rawHeaders, connection }: Head): void {
    const hasBody = (flags & constants.NGHTTP2_FLAG_END_STREAM) === 0;
    const { rawHeaders: fields, fault } = translateFields(rawHeaders, hasBody);
    headers.host ??= headers[':authority'];
    if (hasBody && headers['content-length'] === undefined) headers['transfer-encoding'] = 'chunked';
    const request = new Http2ServerRequest(stream, headers, {}, fields);
    const response = new Http2ServerResponse(stream);
    // A stream that breaks tells its request and its response; nobody else needs to hear.
    stream.on('error', ignore);
    this.#watch(stream, hasBody);
    this.#ports.receive({
      // Node made them to be taken for their older counterparts (node:http2, "Compatibility API").
      request: request as unknown as IncomingMessage,
      response: response as unknown as ServerResponse,
      connection,
      fault,
    });
  }

  #watch(stream: Known, hasBody: boolean): void {
    const { uploadIdleTimeout, downloadIdleTimeout } = this.#ports.limits;
    // Restarted by each frame in either direction.
    stream.setTimeout((hasBody ? uploadIdleTimeout : downloadIdleTimeout) * 1000, () => {
      const upload = stream[UPLOAD];
      if (stream.writableLength > 0) stream.close(constants.NGHTTP2_CANCEL);
      else if (upload !== undefined && !upload.request.complete && bufferedOf(stream, upload) === 0)
        this.#ports.onStalledUpload(upload);
    });
  }
}

interface Head {
  readonly headers: IncomingHttpHeaders;
  readonly flags: number;
  readonly rawHeaders: readonly string[];
  readonly connection: Connection;
}

/** For what a session that was told to end still has to say. */
const LAST_WORDS_MS = 1000;

/**
 * Ends a session without a request. The session's own time-out would not do: everything that comes renews it, header
 * fields without an end too, and these keep a session open that was only asked to close.
 */
function endIdle(session: ServerHttp2Session, open: { readonly streams: number }): void {
  session.close();
  const last = setTimeout(() => {
    if (open.streams === 0) session.destroy();
  }, LAST_WORDS_MS);
  session.once('close', () => clearTimeout(last));
}

/** What has arrived and is not taken waits for the service, not for the client. */
const bufferedOf = (stream: ServerHttp2Stream, { request }: Upload): number =>
  stream.readableLength + request.readableLength;

const ignore = (): void => undefined;
