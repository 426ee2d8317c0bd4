const MAX_BYTES = 262_144;
const TIMEOUT_MS = 5_000;

/** A document answered with a status that is not 2xx. */
export class StatusError extends Error {
  readonly status: number;

  constructor(url: string, status: number) {
    super(`${url} answered ${status}`);
    this.status = status;
  }
}

/**
 * A small JSON document. Bounded in time (5 s, body included) and size (256 KiB), and never redirected: the
 * configured address is the trusted one. Throws whenever the document could not be had.
 */
export async function fetchJson(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: 'application/json', ...headers },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new StatusError(url, response.status);
  }
  return JSON.parse(await boundedText(url, response));
}

async function boundedText(url: string, response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new Error(`${url} answered more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
