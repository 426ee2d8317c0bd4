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

export const isNativePath = (path: string): boolean =>
  EXACT.has(path) || PREFIXES.some(prefix => path.startsWith(prefix));
