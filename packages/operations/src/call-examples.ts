import { type AnyField, componentReference, type JsonSchema, parseField } from '@mycelium/schema';
import { TENANT_HEADER } from './door.ts';
import type { AnyOperation } from './operation.ts';
import { takesQuery } from './rest-params.ts';
import { parseRoute, type Route } from './route.ts';

const SAMPLE_UUID = '018f5b8a-0000-7000-8000-000000000001';

/** A value of the field's type, for a call nobody wrote an example for. */
function sample(field: AnyField): unknown {
  switch (field.kind) {
    case 'uuid':
      return SAMPLE_UUID;
    case 'email':
      return 'ada@example.com';
    case 'instant':
      return '2030-01-01T00:00:00Z';
    case 'integer':
    case 'number':
      return [1, 0, 10, 100].find(value => parseField(field, value).ok) ?? 1;
    case 'boolean':
      return true;
    case 'oneOf':
    case 'literal':
      return field.values[0] ?? null;
    case 'list':
      return field.inner[0] === undefined ? [] : [sample(field.inner[0])];
    case 'record':
      return field.inner[0] === undefined ? {} : { key: sample(field.inner[0]) };
    case 'union':
      return field.inner[0] === undefined ? null : sample(field.inner[0]);
    case 'shape':
      return field.shape === undefined ? {} : sampleParams(field.shape.fields);
    case 'text':
      return 'text';
    case 'custom':
      return described(field.schema(componentReference));
    case 'json':
      return {};
  }
}

/** A value that a schema written by hand asks for. */
function described(schema: JsonSchema): unknown {
  const choices = schema['enum'];
  if (Array.isArray(choices)) return choices[0];
  return schema['format'] === 'email' ? 'ada@example.com' : 'text';
}

const sampleParams = (
  fields: Readonly<Record<string, AnyField>>,
  needed: readonly string[] = [],
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name, field]) => field.presence === 'required' || needed.includes(name))
      .map(([name, field]) => [name, sample(field)]),
  );

/** The params of the operation's example, or made-up ones with every required field and every path variable. */
export function exampleParams({ example, params, routes }: AnyOperation): Readonly<Record<string, unknown>> {
  if (example !== undefined) return example.params;
  const route = routes[0] === undefined ? undefined : parseRoute(routes[0]);
  return sampleParams(params.fields, route === undefined || 'wrong' in route ? [] : route.variables);
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const credential = ({ access }: AnyOperation): readonly string[] =>
  access === 'public' ? [] : ['-H "Authorization: Bearer $TOKEN"'];

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function queryOf(entries: readonly (readonly [string, unknown])[]): string {
  const query = new URLSearchParams();
  for (const [name, value] of entries) {
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, asText(one));
  }
  return query.size === 0 ? '' : `?${query}`;
}

/** `curl` against `$MYCELIUM`, through the main route; `undefined` when there is none. */
export function restCurl(operation: AnyOperation): string | undefined {
  const route: Route | { wrong: string } | undefined =
    operation.routes[0] === undefined ? undefined : parseRoute(operation.routes[0]);
  if (route === undefined || 'wrong' in route) return undefined;
  const params = exampleParams(operation);
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(asText(params[name])),
  );
  const rest = Object.entries(params).filter(([name]) => !route.variables.includes(name));
  const query = takesQuery(route) ? queryOf(rest) : '';
  const body =
    takesQuery(route) || rest.length === 0
      ? []
      : ['-H "Content-Type: application/json"', `-d ${quote(JSON.stringify(Object.fromEntries(rest)))}`];
  const method = route.method === 'GET' ? '' : ` -X ${route.method}`;
  return [`curl${method} "$MYCELIUM${path}${query}"`, ...credential(operation), ...body].join(' \\\n  ');
}

/** `curl` for the same call over JSON-RPC; `undefined` when it exists over REST only. */
export function rpcCurl(operation: AnyOperation): string | undefined {
  if (operation.only === 'rest') return undefined;
  const call = { jsonrpc: '2.0', id: 1, method: operation.name, params: exampleParams(operation) };
  return [
    'curl "$MYCELIUM/_adm/rpc"',
    ...credential(operation),
    '-H "Content-Type: application/json"',
    `-d ${quote(JSON.stringify(call))}`,
  ].join(' \\\n  ');
}

/** How else the tenant of a call may be named; `undefined` when the operation takes none. */
export const tenantNote = ({ params, only, routes }: AnyOperation): string | undefined => {
  if (params.fields['tenantId'] === undefined || routes.length === 0) return undefined;
  const rpc = only === 'rest' ? '' : '; over JSON-RPC it is always a param';
  return `Over REST the header ${TENANT_HEADER} may name the tenant instead${rpc}. Where both are sent they must agree.`;
};

export const CREDENTIAL_NOTE =
  'Calls that are not public carry an access token: Authorization: Bearer <token>.';
