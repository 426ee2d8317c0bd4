/** The target of a request after canonicalisation: the one value that is matched, authorised and forwarded. */
export interface CanonicalTarget {
  /** Percent-decoded once, duplicate slashes merged. What patterns are matched against. */
  readonly path: string;
  /** The same path, encoded for the wire. */
  readonly encoded: string;
  /** With its `?`, or empty. Passed on as it came. */
  readonly query: string;
}

const SLASH = 0x2f;
const DOT = 0x2e;
const QUESTION = 0x3f;

/** 1 for characters that may stand unencoded in a path (RFC 3986 §3.3) and need no second look. */
const PLAIN = plainCharacters();

function plainCharacters(): Uint8Array {
  const table = new Uint8Array(128);
  const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/";
  for (const character of plain) table[character.charCodeAt(0)] = 1;
  return table;
}

/**
 * Canonicalises an origin-form request target (RFC 9112 §3.2.1), or says why it is refused. Refused are: dot segments
 * in any encoding, encoded slashes and backslashes, control characters, invalid or doubled percent-encoding. Two
 * servers that read such a path differently are how one route's guard is walked around.
 */
export function canonicalTarget(target: string): CanonicalTarget | string {
  if (target.charCodeAt(0) !== SLASH) return 'the request target must be a path that starts with "/"';
  const end = plainPrefix(target);
  if (end === target.length) return { path: target, encoded: target, query: '' };
  if (target.charCodeAt(end) === QUESTION) {
    const path = target.slice(0, end);
    const query = target.slice(end);
    return queryProblem(query) ?? { path, encoded: path, query };
  }
  return canonicaliseSlowly(target);
}

/**
 * Whether a target came in canonical form, and without path parameters: some servers take these off before they look at
 * the path. For services of which more than one reading must be feared.
 */
export const strictlyCanonical = (target: string, encoded: string): boolean =>
  target.startsWith(encoded) &&
  (target.length === encoded.length || target.charCodeAt(encoded.length) === QUESTION) &&
  !encoded.includes(';');

/** The length of the part that is a path in canonical form already. Stops at `?`, or at 0 when work is needed. */
function plainPrefix(target: string): number {
  let previous = 0;
  for (let i = 0; i < target.length; i++) {
    const code = target.charCodeAt(i);
    if (code === QUESTION) return i;
    if (code > 127 || PLAIN[code] === 0) return 0;
    if (previous === SLASH && (code === SLASH || code === DOT)) return 0;
    previous = code;
  }
  return target.length;
}

function canonicaliseSlowly(target: string): CanonicalTarget | string {
  const at = target.indexOf('?');
  const rawPath = at < 0 ? target : target.slice(0, at);
  const query = at < 0 ? '' : target.slice(at);
  const path = decodeOnce(rawPath)?.replace(/\/{2,}/g, '/');
  if (path === undefined) return 'the path is not valid percent-encoded UTF-8';
  return queryProblem(query) ?? pathProblem(rawPath, path) ?? { path, encoded: encodePath(path), query };
}

/** A segment that begins so is a dot segment to servers that take path parameters off before they look. */
const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:[/;]|$)/;

function pathProblem(raw: string, decoded: string): string | undefined {
  if (raw.includes('#')) return 'the request target holds a fragment';
  if (/%(?:2f|5c)/i.test(raw)) return 'the path holds an encoded slash or backslash';
  // Whichever of its characters were encoded twice: a second reading would find a third path.
  if (/%[0-9a-f]{2}/i.test(decoded)) return 'the path is percent-encoded twice';
  if (controlCharacter(decoded)) return 'the path holds a control character';
  if (decoded.includes('\\')) return 'the path holds a backslash';
  return DOT_SEGMENT.test(decoded) ? 'the path holds a dot segment' : undefined;
}

function queryProblem(query: string): string | undefined {
  if (query.includes('#')) return 'the request target holds a fragment';
  return controlCharacter(query) ? 'the query holds a control character' : undefined;
}

function decodeOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A URIError says no more than that the encoding is invalid, which the caller reports.
    return undefined;
  }
}

function controlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x1f || code === 0x7f) return true;
  }
  return false;
}

const encodePath = (path: string): string =>
  encodeURIComponent(path).replace(/%(?:2F|24|26|2B|2C|3A|3B|3D|40)/g, decodeURIComponent);
