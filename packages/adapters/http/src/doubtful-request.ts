import type { IncomingMessage } from 'node:http';
import { RequestHeaders, type UnderscorePolicy } from '@mycelium/gateway-core';
import { type AppError, refuse } from '@mycelium/kernel';
import { PRESENT } from './fields-present.ts';
import { isHttp2 } from './is-http2.ts';

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

const isHttp1Dot0 = ({ httpVersionMajor, httpVersionMinor }: IncomingMessage): boolean =>
  httpVersionMajor === 1 && httpVersionMinor === 0;

/** A client of HTTP/1.0 cannot read interim answers, whatever it expects (RFC 9110 §10.1.1). */
export const expectsContinue = (request: IncomingMessage): boolean =>
  request.headers.expect?.toLowerCase() === '100-continue' && !isHttp1Dot0(request);

/** `maxFields`: how many header fields are read at the most. `present`: see `fieldsPresent`. */
export function doubtAbout(request: IncomingMessage, maxFields: number, present: number): Doubt | undefined {
  const { rawHeaders, httpVersionMajor, httpVersionMinor } = request;
  if (rawHeaders.length > maxFields * 2) {
    const details = `At most ${maxFields} fields are read.`;
    return { refusal: refuse('HEADERS_TOO_LARGE', { details }), closes: true };
  }
  // The parser also takes request lines with 0.9 and 2.0, which nobody speaks in this form.
  if ((httpVersionMajor !== 1 || httpVersionMinor > 1) && !isHttp2(request))
    return doubt(`HTTP/${request.httpVersion} cannot be spoken here`, true);
  const old = isHttp1Dot0(request);
  if ((present & PRESENT.transferEncoding) !== 0) {
    if (old) return doubt('HTTP/1.0 has no transfer encodings (RFC 9112 section 6.1)', true);
    // Whatever else is named would be taken off the message on its way, and the service would not know of it.
    if (request.headers['transfer-encoding']?.toLowerCase() !== 'chunked')
      return doubt('the only transfer encoding that is read is chunked', true);
  }
  if (!old && (present & PRESENT.host) === 0)
    return doubt('the header host is missing (RFC 9112 section 3.2)', true);
  return undefined;
}

/**
 * Fields that are sent twice, or under names that could be taken for others, are refused on every path. Somebody before
 * us may have read the request by the other one, its length included.
 */
export function doubtAboutFields(
  { rawHeaders }: IncomingMessage,
  underscores: UnderscorePolicy | undefined,
): Doubt | undefined {
  const { refusal } = new RequestHeaders(rawHeaders, underscores);
  return refusal === undefined ? undefined : doubt(refusal, true);
}
