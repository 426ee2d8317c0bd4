import type { IncomingMessage } from 'node:http';
import { RequestHeaders } from '@mycelium/gateway-core';
import { type AppError, refuse } from '@mycelium/kernel';
import { PRESENT } from './fields-present.ts';

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

/** `maxFields`: how many header fields are read at the most. `present`: see `fieldsPresent`. */
export function doubtAbout(
  { rawHeaders, httpVersionMajor, httpVersionMinor }: IncomingMessage,
  maxFields: number,
  present: number,
): Doubt | undefined {
  if (rawHeaders.length > maxFields * 2) {
    const details = `At most ${maxFields} fields are read.`;
    return { refusal: refuse('HEADERS_TOO_LARGE', { details }), closes: true };
  }
  const old = httpVersionMajor === 1 && httpVersionMinor === 0;
  if (old && (present & PRESENT.transferEncoding) !== 0)
    return doubt('HTTP/1.0 has no transfer encodings (RFC 9112 section 6.1)', true);
  if (!old && (present & PRESENT.host) === 0)
    return doubt('the header host is missing (RFC 9112 section 3.2)', true);
  return undefined;
}

/** Fields that are sent twice, or under names that could be taken for others, are refused on every path. */
export function doubtAboutFields(request: IncomingMessage): Doubt | undefined {
  const { refusal } = new RequestHeaders(request.rawHeaders);
  return refusal === undefined ? undefined : doubt(refusal, false);
}
