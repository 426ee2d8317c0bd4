import type { IncomingMessage } from 'node:http';
import { RequestHeaders, type UnderscorePolicy } from '@mycelium/gateway-core';
import { type AppError, refuse } from '@mycelium/kernel';
import { PRESENT } from './fields-present.ts';
import { isHttp2 } from './is-http2.ts';
import type { ListenerLimits } from './listener-settings.ts';

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

const tooLarge = (details: string): Doubt => ({
  refusal: refuse('HEADERS_TOO_LARGE', { details }),
  closes: true,
});

const isHttp1Dot0 = ({ httpVersionMajor, httpVersionMinor }: IncomingMessage): boolean =>
  httpVersionMajor === 1 && httpVersionMinor === 0;

/** A client of HTTP/1.0 cannot read interim answers, whatever it expects (RFC 9110 §10.1.1). */
export const expectsContinue = (request: IncomingMessage): boolean =>
  request.headers.expect?.toLowerCase() === '100-continue' && !isHttp1Dot0(request);

type HeaderLimits = Pick<ListenerLimits, 'headerBytes' | 'headerCount'>;

/** `present`: see `fieldsPresent`. */
export function doubtAbout(
  request: IncomingMessage,
  { headerBytes, headerCount }: HeaderLimits,
  present: number,
): Doubt | undefined {
  const { rawHeaders } = request;
  if (rawHeaders.length > headerCount * 2) return tooLarge(`At most ${headerCount} fields are read.`);
  if (isHttp2(request)) {
    // The parser of HTTP/1 counts for itself. Clients of HTTP/2 are told the limit and may ignore it.
    if (listSize(rawHeaders) > headerBytes)
      return tooLarge(`At most ${headerBytes} bytes of fields are read.`);
  } else {
    const doubtful = doubtAboutFraming(request, present);
    if (doubtful !== undefined) return doubtful;
  }
  if ((present & PRESENT.host) === 0 && !isHttp1Dot0(request))
    return doubt('the header host is missing (RFC 9112 section 3.2)', true);
  return undefined;
}

/** What the parser of HTTP/1 lets through. */
function doubtAboutFraming(request: IncomingMessage, present: number): Doubt | undefined {
  // It also takes request lines with 0.9 and 2.0, which nobody speaks in this form.
  if (request.httpVersionMajor !== 1 || request.httpVersionMinor > 1)
    return doubt(`HTTP/${request.httpVersion} cannot be spoken here`, true);
  if ((present & PRESENT.transferEncoding) === 0) return undefined;
  if (isHttp1Dot0(request)) return doubt('HTTP/1.0 has no transfer encodings (RFC 9112 section 6.1)', true);
  // Whatever else is named would be taken off the message on its way, and the service would not know of it.
  return request.headers['transfer-encoding']?.toLowerCase() === 'chunked'
    ? undefined
    : doubt('the only transfer encoding that is read is chunked', true);
}

/** As RFC 9113 §6.5.2 counts it. */
const listSize = (raw: readonly string[]): number =>
  raw.reduce((size, text) => size + text.length, raw.length * 16);

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
