import { constants, zstdCompressSync } from 'node:zlib';
import { Decompress } from 'fzstd';
import type { Profile } from './profile.ts';

/** The header in which the gateway hands the caller's identity to a service. */
export const PROFILE_HEADER = 'x-mycelium-profile';

/** What decoding will produce at the most, in bytes. A larger profile is refused before it is inflated further. */
export const MAX_PROFILE_BYTES = 1024 * 1024;

const COMPRESSION_LEVEL = 3;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The header could not be turned back into a profile: not Base64, not zstd, too large, or not a profile. */
export class ProfileDecodingError extends Error {
  readonly code = 'MYC00020';

  constructor(reason: string, cause?: unknown) {
    super(`The profile header cannot be decoded: ${reason}.`, cause === undefined ? undefined : { cause });
    this.name = 'ProfileDecodingError';
  }
}

/**
 * JSON, compressed with zstd (RFC 8878), as standard padded Base64 (RFC 4648 §4). The frame states its content size,
 * which one-shot decoders need.
 */
export function encodeProfile(profile: Profile): string {
  const json = Buffer.from(JSON.stringify(profile), 'utf8');
  const frame = zstdCompressSync(json, {
    pledgedSrcSize: json.length,
    params: { [constants.ZSTD_c_compressionLevel]: COMPRESSION_LEVEL, [constants.ZSTD_c_contentSizeFlag]: 1 },
  });
  return frame.toString('base64');
}

/** The inverse of `encodeProfile`; runs on every Node and in browsers' bundles alike. Throws `ProfileDecodingError`. */
export function decodeProfile(headerValue: string, maxBytes: number = MAX_PROFILE_BYTES): Profile {
  if (headerValue === '' || !BASE64.test(headerValue)) throw new ProfileDecodingError('it is not Base64');
  const json = inflate(Buffer.from(headerValue, 'base64'), maxBytes);
  const value = parseJson(json);
  if (!isProfile(value)) throw new ProfileDecodingError('its JSON is not a profile');
  return value;
}

function inflate(frame: Uint8Array, maxBytes: number): string {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // In pieces, so that a small header that inflates to gigabytes is stopped at the limit and not after it.
  const stream = new Decompress(chunk => {
    size += chunk.length;
    if (size > maxBytes) throw new ProfileDecodingError(`it inflates to more than ${maxBytes} bytes`);
    chunks.push(chunk);
  });
  try {
    stream.push(frame, true);
  } catch (cause) {
    throw cause instanceof ProfileDecodingError
      ? cause
      : new ProfileDecodingError('it is not a zstd frame', cause);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProfileDecodingError('its content is not JSON', cause);
  }
}

function isProfile(value: unknown): value is Profile {
  if (typeof value !== 'object' || value === null) return false;
  const candidate = value as Record<string, unknown>;
  return typeof candidate.accId === 'string' && Array.isArray(candidate.owners);
}
