import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, type Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { isHttp2 } from './is-http2.ts';

/** Breaks an answer off, so that the client can tell a part from the whole: over HTTP/2 a stream just ends otherwise. */
export function cutAnswer(response: ServerResponse | Http2ServerResponse): void {
  if (response instanceof Http2ServerResponse) response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  // A pipelined answer that waits for the one before it has no socket yet.
  else if (response.socket === null) response.once('socket', socket => socket.destroy());
  else response.destroy();
}

/** Takes no more of a request that is answered already. Over HTTP/2 destroying it would leave its stream open. */
export function cutRequest(request: IncomingMessage): void {
  if (isHttp2(request)) (request as unknown as Http2ServerRequest).stream.close(constants.NGHTTP2_NO_ERROR);
  else request.destroy();
}
