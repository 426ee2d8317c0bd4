/** One import as it stands in a file. */
export interface Import {
  readonly specifier: string;
  /** 1 is the first. */
  readonly line: number;
  /** It disappears when types are stripped. */
  readonly typeOnly: boolean;
}

// Anchored at the start of a line, where the formatter puts every import: examples in comments begin with a star.
const STATIC = /^[ \t]*(?:import|export)\b(?<clause>[^'"`;()]*?)\bfrom\s*['"](?<specifier>[^'"]+)['"]/gm;
const SIDE_EFFECT = /^[ \t]*import\s*['"](?<specifier>[^'"]+)['"]/gm;
const DYNAMIC =
  /\b(?:import|require|require\.resolve|import\.meta\.resolve)\s*\(\s*['"`](?<specifier>[^'"`]+)['"`]/g;

/** Everything a source file imports: static, re-exported, dynamic, required. */
export function importsOf(source: string): Import[] {
  const found = [STATIC, SIDE_EFFECT, DYNAMIC].flatMap(pattern => [...source.matchAll(pattern)]);
  return found
    .filter(match => !isComment(source, match.index))
    .map(match => ({
      specifier: match.groups?.specifier ?? '',
      line: lineAt(source, match.index + match[0].search(/\S/)),
      typeOnly: isTypeOnly(match.groups?.clause),
    }))
    .sort((a, b) => a.line - b.line);
}

/** `import type …`, or braces in which every name says `type`. */
function isTypeOnly(clause: string | undefined): boolean {
  if (clause === undefined) return false;
  if (/^\s*type\b(?!\s*,)/.test(clause)) return true;
  const names = /^\s*\{([^}]*)\}\s*$/
    .exec(clause)?.[1]
    ?.split(',')
    .map(name => name.trim())
    .filter(Boolean);
  return names !== undefined && names.length > 0 && names.every(name => name.startsWith('type '));
}

/** Where a pure source reads the process: `process.env` and its like, not a name that merely contains the word. */
export function processUses(source: string): number[] {
  const uses = [
    ...source.matchAll(/(?<![\w.$])process\.(?!nextTick\b)\w+|(?<![\w.$])globalThis\.process\b/g),
  ];
  return uses.filter(match => !isComment(source, match.index)).map(match => lineAt(source, match.index));
}

const lineAt = (source: string, index: number): number => source.slice(0, index).split('\n').length;

function isComment(source: string, index: number): boolean {
  const before = source.slice(source.lastIndexOf('\n', index - 1) + 1, index);
  return /^\s*(?:\*|\/\*)/.test(before) || /(?:^|\s)\/\//.test(before);
}
