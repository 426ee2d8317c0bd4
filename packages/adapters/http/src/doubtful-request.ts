import type { IncomingMessage } from 'node:http';
import { RequestHeaders } from '@mycelium/gateway-core';
import { type AppError, refuse } from '@mycelium/kernel';

/**
 * Why a request that the parser let through is refused before anybody looks at its path. `closes`: where it ends is in
 * doubt as well, so nothing more is read from its connection.
 */
export interface Doubt {
  readonly refusal: AppError;
  readonly closes: boolean;
}

const doubt = (details: string, closes: boolean): Doubt => ({
  refusal: refuse('MALFORMED_REQUEST', { details }),
  closes,
});

/** `maxFields`: how many header fields are read at the most. */
export function doubtAbout(request: IncomingMessage, maxFields: number): Doubt | undefined {
  const { headers, rawHeaders, httpVersionMajor, httpVersionMinor } = request;
  if (rawHeaders.length > maxFields * 2) {
    const details = `At most ${maxFields} fields are read.`;
    return { refusal: refuse('HEADERS_TOO_LARGE', { details }), closes: true };
  }
  const old = httpVersionMajor === 1 && httpVersionMinor === 0;
  if (old && headers['transfer-encoding'] !== undefined)
    return doubt('HTTP/1.0 has no transfer encodings (RFC 9112 section 6.1)', true);
  if (!old && headers.host === undefined)
    return doubt('the header host is missing (RFC 9112 section 3.2)', true);
  return undefined;
}

/** Fields that are sent twice, or under names that could be taken for others, are refused on every path. */
export function doubtAboutFields(request: IncomingMessage): Doubt | undefined {
  const { refusal } = new RequestHeaders(request.rawHeaders);
  return refusal === undefined ? undefined : doubt(refusal, false);
}
