import { type Answer, bearer, call, rpc } from './person.ts';

/** What a call came to, whichever door it went through. */
export type Outcome =
  | { readonly ok: true; readonly result: Answer['body'] }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** One way to the administrative operations of a gateway, by the name of the operation. */
export interface Door {
  readonly name: string;
  call(token: string, operation: string, params: Readonly<Record<string, unknown>>): Promise<Outcome>;
}

export const rpcDoor = (gateway: string): Door => ({
  name: 'JSON-RPC',
  call: async (token, operation, params) => {
    const { status, body } = await rpc(gateway, token, operation, params);
    if (status !== 200) return { ok: false, code: body.code, message: body.message };
    return body.error === undefined
      ? { ok: true, result: body.result }
      : { ok: false, code: body.error.data.code, message: body.error.message };
  },
});

interface Route {
  readonly method: string;
  readonly path: string;
  readonly inPath: readonly string[];
}

/** Knows the routes from nothing but the OpenAPI document that the gateway itself gives out. */
export async function restDoor(gateway: string): Promise<Door> {
  const document = (await call(`${gateway}/doc/openapi.json`)).body;
  const routes = new Map<string, Route>();
  for (const [path, methods] of Object.entries<Record<string, Answer['body']>>(document.paths)) {
    for (const [method, { operationId, parameters = [] }] of Object.entries(methods)) {
      const inPath = parameters
        .filter((parameter: { in: string }) => parameter.in === 'path')
        .map((parameter: { name: string }) => parameter.name);
      routes.set(operationId, { method: method.toUpperCase(), path, inPath });
    }
  }
  return {
    name: 'REST',
    call: async (token, operation, params) => {
      const route = routes.get(operation);
      if (route === undefined) throw new Error(`the OpenAPI document has no ${operation}`);
      const { status, body } = await callRoute(gateway + route.path, { route, params, token });
      if (status < 300) return { ok: true, result: body === '' ? null : body };
      return { ok: false, code: body.code, message: body.message };
    },
  };
}

interface RouteCall {
  readonly route: Route;
  readonly params: Readonly<Record<string, unknown>>;
  readonly token: string;
}

/** Path variables into the path, the tenant into its header, the rest into the query or the body. */
function callRoute(template: string, { route, params, token }: RouteCall): Promise<Answer> {
  const { tenantId, ...others } = params;
  const url = new URL(
    template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name]))),
  );
  const rest = Object.entries(others).filter(([name]) => !route.inPath.includes(name));
  const headers = {
    ...bearer(token),
    ...(tenantId !== undefined && { 'x-mycelium-tenant-id': String(tenantId) }),
  };
  if (route.method === 'GET' || route.method === 'DELETE') {
    for (const [name, value] of rest) url.searchParams.set(name, String(value));
    return call(url.href, { method: route.method, headers });
  }
  return call(url.href, { method: route.method, headers, json: Object.fromEntries(rest) });
}

/** The result of a call that must succeed. */
export async function done(outcome: Promise<Outcome>): Promise<Answer['body']> {
  const settled = await outcome;
  if (!settled.ok) throw new Error(`refused with ${settled.code}: ${settled.message}`);
  return settled.result;
}
