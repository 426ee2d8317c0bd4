import type { AnyOperation } from '@mycelium/operations';
import { MATRIX_PEOPLE, type MatrixPerson } from '../matrix-people.ts';
import { tokenOf } from './admin-world.ts';

/** What a call came to, apart from how the door says it. */
export type Outcome =
  | { readonly result: unknown }
  | { readonly code: unknown; readonly message: unknown; readonly problems: unknown };

export interface Attempt {
  readonly operation: AnyOperation;
  readonly params: Readonly<Record<string, unknown>>;
  readonly as: MatrixPerson;
}

const anybody = MATRIX_PEOPLE[0];

const credential = (as: MatrixPerson): Record<string, string> =>
  as === anybody ? {} : { authorization: `Bearer ${tokenOf(as)}` };

/** Through the main route; path variables into the path, the rest into the query or the body. */
export async function overRest(url: string, { operation, params, as }: Attempt): Promise<Outcome> {
  const [method = '', pattern = ''] = operation.routes[0]?.split(' ') ?? [];
  const left = new Map(Object.entries(params));
  const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = left.get(name);
    left.delete(name);
    return encodeURIComponent(String(value));
  });
  const target = new URL(url + path);
  const inQuery = method === 'GET' || method === 'DELETE';
  if (inQuery) for (const [name, value] of left) append(target.searchParams, name, value);
  const response = await fetch(target, {
    method,
    headers: { ...credential(as), 'content-type': 'application/json' },
    ...(!inQuery && { body: JSON.stringify(Object.fromEntries(left)) }),
  });
  if (response.status === 204) return { result: null };
  const body = (await response.json()) as Record<string, unknown>;
  if (response.ok) return { result: body };
  return { code: body['code'], message: body['message'], problems: body['problems'] };
}

function append(query: URLSearchParams, name: string, value: unknown): void {
  for (const one of Array.isArray(value) ? value : [value]) {
    query.append(name, typeof one === 'string' ? one : JSON.stringify(one));
  }
}

export async function overRpc(url: string, { operation, params, as }: Attempt): Promise<Outcome> {
  const response = await fetch(`${url}/_adm/rpc`, {
    method: 'POST',
    headers: { ...credential(as), 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: operation.name, params }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  if (!response.ok) return { code: body['code'], message: body['message'], problems: body['problems'] };
  const { error, result } = body as {
    error?: { message: string; data: { code: string; problems?: unknown } };
    result: unknown;
  };
  if (error === undefined) return { result };
  return { code: error.data.code, message: error.message, problems: error.data.problems };
}
