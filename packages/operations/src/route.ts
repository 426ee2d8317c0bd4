/** One way in over HTTP, taken apart: `DELETE /_adm/tenants/{id}`. */
export interface Route {
  readonly method: Method;
  /** As written, with `{name}` variables. */
  readonly path: string;
  readonly segments: readonly Segment[];
  /** Names of the path variables, in order. */
  readonly variables: readonly string[];
}

export type Segment = { readonly literal: string } | { readonly variable: string };

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

const LITERAL = /^[A-Za-z0-9._~-]+$/;
const VARIABLE = /^\{([a-z][A-Za-z0-9]*)\}$/;

function segmentOf(text: string): Segment | undefined {
  const variable = VARIABLE.exec(text)?.[1];
  if (variable !== undefined) return { variable };
  return LITERAL.test(text) && text !== '.' && text !== '..' ? { literal: text } : undefined;
}

/** Takes a route apart; a sentence on what is wrong with it otherwise. */
export function parseRoute(text: string): Route | { readonly wrong: string } {
  const [word, path, ...rest] = text.split(' ');
  const method = METHODS.find(known => known === word);
  if (method === undefined) return { wrong: `starts with none of ${METHODS.join(', ')}` };
  if (path === undefined || !path.startsWith('/') || path === '/' || rest.length > 0) {
    return { wrong: 'is not a method, one space and an absolute path' };
  }
  const segments: Segment[] = [];
  for (const part of path.slice(1).split('/')) {
    const segment = segmentOf(part);
    if (segment === undefined) return { wrong: `has the segment ${JSON.stringify(part)}` };
    segments.push(segment);
  }
  const variables = segments.flatMap(segment => ('variable' in segment ? [segment.variable] : []));
  if (new Set(variables).size < variables.length) return { wrong: 'has one variable twice' };
  return { method, path, segments, variables };
}

/** Equal for two routes that answer the same requests. */
export const routeKey = ({ method, segments }: Route): string =>
  `${method} /${segments.map(part => ('literal' in part ? part.literal : '{}')).join('/')}`;

/** The path in the syntax of Express 5: `/_adm/tenants/:id`. */
export const expressPath = ({ segments }: Route): string =>
  `/${segments.map(part => ('literal' in part ? part.literal : `:${part.variable}`)).join('/')}`;

/** Literals come before variables, compared from the left, so that `/me` is not taken for an id. */
export function bySpecificity(a: Route, b: Route): number {
  for (const [index, left] of a.segments.entries()) {
    const right = b.segments[index];
    if (right === undefined || 'literal' in left === 'literal' in right) continue;
    return 'literal' in left ? -1 : 1;
  }
  return 0;
}

/** The values of the path variables when the segments of a request fit, else `undefined`. */
export function matchSegments(
  route: Route,
  given: readonly string[],
): ReadonlyMap<string, string> | undefined {
  if (given.length !== route.segments.length) return undefined;
  const values = new Map<string, string>();
  for (const [index, segment] of route.segments.entries()) {
    const text = given[index] ?? '';
    if ('variable' in segment) {
      if (text === '') return undefined;
      values.set(segment.variable, text);
    } else if (segment.literal !== text) return undefined;
  }
  return values;
}
