import http2, { type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';

export interface Http2Request {
  readonly fields?: OutgoingHttpHeaders;
  readonly body?: Buffer;
}

export interface Http2Answer {
  /** What came, in order: statuses, trailers as JSON, `error`. */
  readonly events: readonly string[];
  readonly head: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends one request over HTTP/2 in cleartext and waits for the end of its stream. */
export async function askHttp2(port: number, { fields, body }: Http2Request = {}): Promise<Http2Answer> {
  const client = http2.connect(`http://127.0.0.1:${port}`);
  const stream = client.request({ ':path': '/', ...fields });
  const events: string[] = [];
  const chunks: Buffer[] = [];
  let head: IncomingHttpHeaders = {};
  stream.on('headers', ({ ':status': status, link }) => events.push(`${status} ${link ?? ''}`));
  stream.on('response', answered => {
    head = answered;
    events.push(String(answered[':status']));
  });
  stream.on('trailers', trailers => events.push(JSON.stringify({ ...trailers })));
  stream.on('error', () => events.push('error'));
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = new Promise(resolve => stream.once('close', resolve));
  stream.end(body);
  await closed;
  client.destroy();
  return { events, head, body: Buffer.concat(chunks).toString('latin1') };
}
