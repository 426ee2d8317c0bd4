import { Secret } from '@mycelium/kernel';
import { remembered } from './remembered.ts';

export const MASK = '[redacted]';

/** Whatever a field of such a name holds is not for the log. */
const SECRET_NAME =
  /authorization|cookie|token|secret|passw(or)?d|passphrase|credential|api[-_]?key|private[-_]?key|connection[-_]?string|signature/i;

/** A first look, so that ordinary text is read only once. */
const SUSPICIOUS = /eyJ|sig=|bearer|basic|servicetoken|:\/\/|[?&;]|magic-link/i;

/** What gives access by itself, wherever in a text it stands. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // A JSON Web Token (RFC 7519): the header is a JSON object, and `{"` begins with eyJ in Base64.
  [/\beyJ[\w-]{4,}\.[\w-]+(\.[\w-]*){0,3}/g, MASK],
  [/\b(bearer|basic|servicetoken)\s+[\w.~+/=;:-]{6,}/gi, `$1 ${MASK}`],
  // The signature of a connection string.
  [/\bsig=[^;&\s"'<>]+/g, `sig=${MASK}`],
  // Credentials in an address, before its host and in its query.
  [/(:\/\/)[^\s/?#@"'<>]+@/g, `$1${MASK}@`],
  [/([?&;][\w-]*(?:token|secret|passw(?:or)?d|api[-_]?key|code|key)=)[^&;#\s"'<>]+/gi, `$1${MASK}`],
  // The link that signs somebody in carries its token in the path.
  [/(magic-link\/[\w-]+\/)[^\s/?#"'<>]+/gi, `$1${MASK}`],
];

/** Whether a text, short enough for the log, can hold nothing that gives access. */
export const isUnsuspicious = (text: string): boolean =>
  text.length <= LONGEST_TEXT && !SUSPICIOUS.test(text);

/** Secrets themselves are not remembered. */
const unsuspicious = remembered(text => (SUSPICIOUS.test(text) ? undefined : text));

/** The text without what gives access. */
export function redactText(text: string): string {
  const clean = unsuspicious(text);
  if (clean !== undefined) return clean;
  return SECRETS.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);
}

/** A secret that the end of a long text cuts in two is recognised by what comes after the cut. */
const redactLong = (text: string): string =>
  redactText(text.slice(0, LONGEST_TEXT + LONGEST_SECRET)).slice(0, LONGEST_TEXT);

/** By the name of the field that holds it. */
export const mayBeSecret = remembered(name => SECRET_NAME.test(name));

const DEEPEST = 6;
export const MOST_ENTRIES = 100;
const LONGEST_TEXT = 8192;
const LONGEST_SECRET = 4096;

/** Plain data, fit for the log: no secrets, no cycles, nothing endless. Never throws, whatever a getter does. */
export function redactFields(fields: object): Readonly<Record<string, unknown>> {
  try {
    return plainObject(fields, []);
  } catch (error) {
    return { fields: `[unreadable: ${error instanceof Error ? redactText(error.message) : 'unknown'}]` };
  }
}

function plainObject(value: object, path: readonly object[]): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  let count = 0;
  for (const name of Object.keys(value)) {
    const held: unknown = (value as Readonly<Record<string, unknown>>)[name];
    if (held === undefined || typeof held === 'function') continue;
    if (count === MOST_ENTRIES) {
      plain['…'] = 'more';
      break;
    }
    count += 1;
    const masked = typeof held !== 'boolean' && held !== null && mayBeSecret(name);
    plain[name] = masked ? MASK : plainValue(held, path, value);
  }
  return plain;
}

/** The value of a field of `holder`, fit for the log. */
export const redactValue = (value: unknown, holder: object): unknown => plainValue(value, [], holder);

/** `holder`: what the value was found in, the last step of the path. */
function plainValue(value: unknown, path: readonly object[], holder: object): unknown {
  switch (typeof value) {
    case 'string': {
      if (value.length <= LONGEST_TEXT) return redactText(value);
      return `${redactLong(value)}…`;
    }
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
    case 'symbol':
      return String(value);
    case 'object':
      return value === null ? null : plainInstance(value, [...path, holder]);
    default:
      return value;
  }
}

function plainInstance(value: object, path: readonly object[]): unknown {
  if (value instanceof Secret) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (path.includes(value)) return '[circular]';
  if (path.length > DEEPEST) return '[…]';
  if (value instanceof Error) return plainError(value, path);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) return plainObject(Object.fromEntries(value), path);
  if (Array.isArray(value) || value instanceof Set)
    return [...value].slice(0, MOST_ENTRIES).map(each => plainValue(each ?? null, path, value));
  return plainObject(value, path);
}

function plainError(error: Error, path: readonly object[]): unknown {
  const { cause } = error;
  const stack = error.stack?.split('\n').filter(line => /^\s+at /.test(line));
  return {
    name: error.name,
    message: redactLong(error.message),
    ...('code' in error && { code: plainValue(error.code, path, error) }),
    ...(cause !== undefined && { cause: plainValue(cause, path, error) }),
    ...(stack !== undefined && { stack: stack.slice(0, 20).map(line => redactText(line.trim())) }),
  };
}
