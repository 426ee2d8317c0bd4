import { type ApiDocument, isApiDocument } from '@mycelium/gateway-core';
import { type Dispatcher, request } from 'undici';
import { DocumentProblem } from './document-problem.ts';

export interface FetchOptions {
  readonly dispatcher: Dispatcher;
  /** Ends everything, reading the body included. */
  readonly signal: AbortSignal;
}

export const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024;
const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The JSON object at a URL. Rejects with a `DocumentProblem` or what the HTTP client says. */
export function fetchDocument(url: URL, options: FetchOptions): Promise<ApiDocument> {
  return fetchFrom(url, options, MAX_REDIRECTS);
}

async function fetchFrom(url: URL, options: FetchOptions, redirectsLeft: number): Promise<ApiDocument> {
  const { dispatcher, signal } = options;
  const headers = { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'mycelium' };
  const answer = await request(url, { dispatcher, signal, headers });
  if (answer.statusCode === 200) return documentOf(await textOf(answer));
  await answer.body.dump();
  if (!REDIRECTS.has(answer.statusCode)) throw new DocumentProblem(`it answers ${answer.statusCode}`);
  return fetchFrom(redirected(url, answer.headers.location, redirectsLeft), options, redirectsLeft - 1);
}

/** A service may move its document, but not have the gateway call somebody else. */
function redirected(from: URL, location: string | string[] | undefined, left: number): URL {
  const to = typeof location === 'string' ? URL.parse(location, from.href) : null;
  if (to === null) throw new DocumentProblem('it redirects to nowhere');
  if (to.origin !== from.origin) throw new DocumentProblem('it redirects to another host');
  if (left === 0) throw new DocumentProblem('it redirects too often');
  return to;
}

async function textOf({ headers, body }: Dispatcher.ResponseData): Promise<string> {
  const encoding = headers['content-encoding'];
  try {
    if (encoding !== undefined && encoding !== 'identity') {
      throw new DocumentProblem('it is compressed, though that was not asked for');
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > MAX_DOCUMENT_BYTES)
        throw new DocumentProblem(`it has more than ${MAX_DOCUMENT_BYTES} bytes`);
      chunks.push(chunk);
    }
    return new TextDecoder().decode(Buffer.concat(chunks));
  } finally {
    body.destroy();
  }
}

function documentOf(text: string): ApiDocument {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // What the parser says quotes the text, which may be anything.
    throw new DocumentProblem('it is not JSON');
  }
  const value = parsed as ApiDocument[string];
  if (!isApiDocument(value)) throw new DocumentProblem('it is not a JSON object');
  return value;
}
