/** What a browser is told about one origin, names and values in turn. */
export interface CorsGrant {
  /** For answers to the page's own requests. */
  readonly answer: readonly string[];
  /** For answers to preflights, without what is echoed. */
  readonly preflight: readonly string[];
}

/** The compiled `allowedOrigins`. */
export interface CorsPolicy {
  /** `undefined`: pages of this origin may not read answers. */
  grant(origin: string): CorsGrant | undefined;
  /** What an answer to such a page says all the same: that it depends on the origin. */
  readonly otherwise: readonly string[];
  /** Whether answers differ by origin: then also those to nobody's page must say so, or a cache gives them to one. */
  readonly varies: boolean;
}

const EXPOSED = [
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'content-length',
  'content-type',
  'accept',
  'x-mycelium-request-id',
].join(', ');

/** Seconds for which a browser may remember a preflight. */
const MAX_AGE = '3600';

const PREFLIGHT_VARY = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';

/** `https://*.example.com`: any host below `example.com`, whole labels only. */
const WILDCARD = /^([a-z][a-z0-9+.-]*:\/\/)\*(\.[^*/]+)$/;
const EXACT = /^[a-z][a-z0-9+.-]*:\/\/[^*/?#\s]+$/;

/** Browsers write no slash after an origin; people do. */
const plain = (entry: string): string => entry.toLowerCase().replace(/\/$/, '');

/** What is wrong with an entry of `allowedOrigins`, if anything. */
export function originProblem(entry: string): string | undefined {
  const lower = plain(entry);
  if (lower === '*' || WILDCARD.test(lower) || EXACT.test(lower)) return undefined;
  if (lower.includes('*'))
    return 'a wildcard stands for whole labels: "https://*.example.com", or "*" for any origin';
  return 'must be an origin without a path, such as "https://app.example.com", or "*"';
}

function granted(allowOrigin: string, credentials: boolean, varies: boolean): CorsGrant {
  const shared = [
    'access-control-allow-origin',
    allowOrigin,
    ...(credentials ? ['access-control-allow-credentials', 'true'] : []),
  ];
  return {
    answer: [...shared, 'access-control-expose-headers', EXPOSED, ...(varies ? ['vary', 'Origin'] : [])],
    preflight: [...shared, 'access-control-max-age', MAX_AGE, 'vary', PREFLIGHT_VARY],
  };
}

/**
 * Compiles `allowedOrigins`. `*` is any origin, without credentials; only an origin that is written out may send
 * credentials, because a pattern also covers hosts that nobody has thought of.
 */
export function compileCors(entries: readonly string[]): CorsPolicy {
  const lower = entries.map(plain);
  const anyAlone = lower.length > 0 && lower.every(entry => entry === '*');
  const named = new Map(
    lower.filter(entry => EXACT.test(entry)).map(origin => [origin, granted(origin, true, true)] as const),
  );
  const patterns = lower.map(entry => WILDCARD.exec(entry)).filter(match => match !== null);
  const any = lower.includes('*') ? granted('*', false, !anyAlone) : undefined;
  const below = (origin: string): boolean =>
    patterns.some(
      ([, scheme = '', suffix = '']) =>
        origin.startsWith(scheme) && labelsBefore(origin.slice(scheme.length), suffix),
    );
  return {
    grant: origin => {
      const known = origin.toLowerCase();
      return named.get(known) ?? any ?? (below(known) ? granted(known, false, true) : undefined);
    },
    otherwise: ['vary', 'Origin'],
    varies: named.size > 0 || patterns.length > 0,
  };
}

/** Whether `host` ends in `suffix`, which begins with a dot, after at least one whole label. */
const labelsBefore = (host: string, suffix: string): boolean =>
  host.endsWith(suffix) && /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(host.slice(0, -suffix.length));
