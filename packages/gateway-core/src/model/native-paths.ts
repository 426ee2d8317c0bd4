/** Paths that the gateway answers itself, before any configured route. */
const EXACT: ReadonlySet<string> = new Set([
  '/health',
  '/_adm',
  '/mcp',
  '/tools',
  '/app-config',
  '/auth/telegram',
  '/doc',
]);
const PREFIXES: readonly string[] = ['/health/', '/_adm/', '/auth/telegram/', '/doc/', '/.well-known/oauth-'];

/** One character decides for most paths, and this is asked for every request. */
const INITIALS: ReadonlySet<string> = new Set([...EXACT, ...PREFIXES].map(path => path.charAt(1)));

/** `path` is canonical. */
export const isNativePath = (path: string): boolean =>
  INITIALS.has(path.charAt(1)) && (EXACT.has(path) || PREFIXES.some(prefix => path.startsWith(prefix)));
