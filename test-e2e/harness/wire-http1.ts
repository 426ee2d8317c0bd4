import { onWire, type WireAnswer, type WireAnswers, type WireRequest } from './wire.ts';

/** The bytes of a request. */
export function http1Bytes(request: WireRequest): string {
  const { method = 'GET', target = '/', host = 'gateway.example', fields = [], body, trailers } = request;
  const framing =
    trailers !== undefined
      ? ['Transfer-Encoding: chunked']
      : body !== undefined && !fields.some(([name]) => name.toLowerCase() === 'content-length')
        ? [`Content-Length: ${body.length}`]
        : [];
  const own = fields.map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${target} HTTP/1.1`, `Host: ${host}`, ...own, ...framing].join('\r\n');
  if (trailers === undefined) return `${head}\r\n\r\n${body ?? ''}`;
  const last = trailers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${head}\r\n\r\n${chunk(body ?? '')}0\r\n${last}\r\n`;
}

const chunk = (text: string): string => (text === '' ? '' : `${text.length.toString(16)}\r\n${text}\r\n`);

/** Sends bytes as they are and reads until there are `expected` answers or the connection is closed. */
export async function overHttp1(port: number, bytes: string, expected: number): Promise<WireAnswers> {
  let text = '';
  const closed = await onWire(port, (socket, done) => {
    socket.on('data', (piece: Buffer) => {
      text += piece.toString('latin1');
      if (parse(text).length >= expected) done();
    });
    socket.write(Buffer.from(bytes, 'latin1'));
  });
  return { answers: parse(text), closed };
}

/** The whole answers in what has come, each of which says how long it is. */
function parse(text: string): readonly WireAnswer[] {
  const answers: WireAnswer[] = [];
  let rest = text;
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return answers;
    const head = rest.slice(0, end);
    const length = Number(/^content-length: (\d+)\r?$/im.exec(head)?.[1] ?? 0);
    if (/^transfer-encoding/im.test(head))
      throw new Error(`an answer of known length was expected:\n${text}`);
    const body = rest.slice(end + 4, end + 4 + length);
    if (body.length < length) return answers;
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
    // Interim answers are none yet (RFC 9110 §15.2).
    if (status < 100 || status >= 200) answers.push({ status, head, body });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}
