const PLAIN_KEY = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u;
const LONGEST_KEY = 80;

/** Appends a key: `a.b`, or `a["odd key"]` where a dot would mislead. Long keys are cut, not echoed in full. */
export function keyPath(path: string, key: string): string {
  const shown = key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY)}…` : key;
  if (!PLAIN_KEY.test(shown)) return `${path}[${JSON.stringify(shown)}]`;
  return path === '' ? shown : `${path}.${shown}`;
}

export const itemPath = (path: string, index: number): string => `${path}[${index}]`;
