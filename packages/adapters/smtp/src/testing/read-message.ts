/** A message taken apart: enough of RFC 5322 and MIME for the messages that these tests see. */
export interface ReadMessage {
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  readonly html: string;
}

export function readMessage(raw: string): ReadMessage {
  const { headers, body } = split(raw.replaceAll('\r\n', '\n'));
  const boundary = /boundary="?([^";]+)"?/.exec(headers.get('content-type') ?? '')?.[1];
  const parts = boundary === undefined ? [] : body.split(`--${boundary}`).slice(1, -1);
  const contents = new Map(
    parts.map(part => {
      const read = split(part.replace(/^\n/, '').replace(/\n$/, ''));
      const type = (read.headers.get('content-type') ?? '').split(';')[0] ?? '';
      return [type, decoded(read.body, read.headers.get('content-transfer-encoding') ?? '7bit')] as const;
    }),
  );
  return { headers, text: contents.get('text/plain') ?? '', html: contents.get('text/html') ?? '' };
}

function split(message: string): { headers: Map<string, string>; body: string } {
  const end = message.indexOf('\n\n');
  const lines = message
    .slice(0, end)
    .replace(/\n[ \t]+/g, ' ')
    .split('\n');
  const headers = new Map(
    lines.map(line => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim())] as const;
    }),
  );
  return { headers, body: message.slice(end + 2) };
}

const bytes = (text: string, octet: RegExp): Buffer =>
  Buffer.from(
    text.replace(octet, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding === 'quoted-printable') return bytes(body.replace(/=\n/g, ''), /=([\dA-F]{2})/gi).toString();
  return body;
}

/** Encoded words (RFC 2047) in the clear. */
const words = (header: string): string =>
  header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, run =>
      Buffer.concat(
        Array.from(run.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi), ([, kind, text = '']) =>
          kind?.toLowerCase() === 'b'
            ? Buffer.from(text, 'base64')
            : bytes(text.replaceAll('_', ' '), /=([\dA-F]{2})/gi),
        ),
      ).toString(),
    );
