import { refuse } from '@mycelium/kernel';

/** What a token says about itself before anything was verified. Good for choosing a key, for nothing else. */
export interface TokenParts {
  readonly algorithm: string;
  readonly keyId: string | undefined;
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** What the signature covers, and the signature. */
  readonly signed: string;
  readonly signature: Buffer;
  readonly claims: Readonly<Record<string, unknown>>;
}

const MAX_TOKEN_LENGTH = 16_384;
const MAX_KEY_ID_LENGTH = 256;
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Takes a compact JWT apart. The refusals never repeat any part of the token. */
export function tokenParts(token: string): TokenParts {
  if (token.length > MAX_TOKEN_LENGTH || !COMPACT.test(token)) throw malformed('it is not a compact JWT');
  const [head = '', body = '', signature = ''] = token.split('.');
  const header = jsonObject(head);
  const claims = jsonObject(body);
  if (!header || !claims) throw malformed('its header or claims are not a JSON object');
  const { alg, kid, crit } = header;
  if (typeof alg !== 'string') throw malformed('its header names no algorithm');
  // RFC 7515 §4.1.11: an extension that we do not understand must not be ignored, and we understand none.
  if (crit !== undefined) throw malformed('its header demands an extension');
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > MAX_KEY_ID_LENGTH)) {
    throw malformed('its key id is no text of reasonable length');
  }
  if (typeof claims.iss !== 'string') throw malformed('it names no issuer');
  return {
    algorithm: alg,
    keyId: kid,
    issuer: claims.iss,
    audiences: audiencesOf(claims),
    signed: `${head}.${body}`,
    signature: Buffer.from(signature, 'base64url'),
    claims,
  };
}

export function audiencesOf(claims: Readonly<Record<string, unknown>>): readonly string[] {
  const { aud } = claims;
  const list: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return list.filter(entry => typeof entry === 'string');
}

const malformed = (why: string): Error =>
  refuse('TOKEN_INVALID', { message: `The access token cannot be read: ${why}.` });

function jsonObject(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    // The parser's message quotes the input; the caller says what is wrong without it.
    return undefined;
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
