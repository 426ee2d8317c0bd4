import { expect } from 'vitest';
import type { Inbox } from './mailbox.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Bodies are read by the tests, each of which knows what it expects.
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the test checks
  readonly body: any;
}

/** One request with JSON in and out; text where the answer is no JSON. */
export async function call(url: string, init: RequestInit & { json?: unknown } = {}): Promise<Answer> {
  const { json, ...rest } = init;
  const headers = new Headers(rest.headers);
  if (json !== undefined) headers.set('content-type', 'application/json');
  const body = json === undefined ? rest.body : JSON.stringify(json);
  const response = await fetch(url, {
    ...rest,
    headers,
    ...(body !== undefined && { body }),
    ...(json !== undefined && rest.method === undefined && { method: 'POST' }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : text,
  };
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

const LINK = '/_adm/beginners/users/magic-link';

/** Asks for a sign-in link and gives the address it leads to. */
export async function requestLink(gateway: string, inbox: Inbox, email: string): Promise<string> {
  const asked = await call(`${gateway}${LINK}/request`, { json: { email } });
  expect(asked).toMatchObject({ status: 200, body: { sent: true } });
  const mail = await inbox.newest(email);
  const link = mail.links.find(each => each.includes('/magic-link/display/'));
  if (link === undefined) throw new Error(`no link in the mail:\n${mail.source}`);
  return link;
}

export const verifyUrl = (gateway: string): string => `${gateway}${LINK}/verify`;

/** Signs in by the link of an e-mail; the code is read off the page as a person would. */
export async function signIn(gateway: string, inbox: Inbox, email: string): Promise<string> {
  const link = new URL(await requestLink(gateway, inbox, email));
  const page = await call(`${gateway}${link.pathname}`);
  const code = /id="login-code">(\d{6})</.exec(page.body)?.[1];
  const verified = await call(verifyUrl(gateway), { json: { email, code } });
  expect(verified).toMatchObject({ status: 200, body: { type: 'Bearer' } });
  return verified.body.token as string;
}

/** Signs in and creates the personal account. */
export async function signUp(
  gateway: string,
  inbox: Inbox,
  email: string,
): Promise<{ readonly token: string; readonly accountId: string }> {
  const token = await signIn(gateway, inbox, email);
  const created = await call(`${gateway}/_adm/beginners/accounts`, {
    json: { name: email.split('@')[0] },
    headers: bearer(token),
  });
  expect(created.status, JSON.stringify(created.body)).toBe(201);
  return { token, accountId: created.body.id as string };
}

/** Calls a method of the JSON-RPC door. */
export async function rpc(gateway: string, token: string, method: string, params: object): Promise<Answer> {
  return call(`${gateway}/_adm/rpc`, {
    json: { jsonrpc: '2.0', id: 1, method, params },
    headers: bearer(token),
  });
}
