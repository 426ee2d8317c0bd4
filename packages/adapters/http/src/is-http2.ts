import { Http2ServerRequest } from 'node:http2';

/** By what it is and not by the version in its request line, which over HTTP/1 anybody can write. */
export const isHttp2 = (request: object): request is Http2ServerRequest =>
  request instanceof Http2ServerRequest;
