import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLogger } from '@mycelium/kernel';
import { operation, registry } from '@mycelium/operations';
import { shape, text } from '@mycelium/schema';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type NativeApp, nativeApp } from './native-app.ts';

const greet = operation({
  name: 'greetings.say',
  route: 'GET /_adm/greetings/{name}',
  access: 'public',
  summary: 'Say hello.',
  params: shape('GreetParams', { name: text({ max: 20 }) }),
  result: shape('Greeting', { hello: text() }),
  errors: [],
  run: async (_ports: object, _context, { name }) => ({ hello: name }),
});

describe("the gateway's own paths", () => {
  const up = { database: true, cache: true };
  let app: NativeApp;
  let server: http.Server;
  let base: string;

  beforeEach(async () => {
    Object.assign(up, { database: true, cache: true });
    app = nativeApp({
      registry: registry([greet]),
      door: {
        ports: {},
        log: silentLogger,
        ids: { uuid: () => '00000000-0000-4000-8000-000000000000' },
        identify: async () => undefined,
        authorise: () => undefined,
        requestId: request => String(request.headers['x-mycelium-request-id']),
      },
      info: { version: '1.2.3', url: 'https://gateway.example', rpcServers: [] },
      health: { database: async () => up.database, cache: async () => up.cache },
      log: silentLogger,
    });
    app.ready();
    server = http.createServer((request, response) => app.handle(request, response, 'request-1'));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise(resolve => server.close(resolve)));

  it('are healthy while database and cache answer and requests are taken', async () => {
    const healthy = await fetch(`${base}/health`);
    expect([healthy.status, await healthy.json()]).toEqual([
      200,
      { status: 'up', database: 'up', cache: 'up' },
    ]);
    up.cache = false;
    const without = await fetch(`${base}/health`);
    expect([without.status, await without.json()]).toEqual([
      503,
      { status: 'down', database: 'up', cache: 'down' },
    ]);
    expect((await fetch(`${base}/health/live`)).status).toBe(200);
  });

  it('O7: are not ready any more once the gateway drains', async () => {
    app.draining();
    const draining = await fetch(`${base}/health/ready`);
    expect(draining.status).toBe(503);
    expect(await draining.json()).toMatchObject({ status: 'draining' });
  });

  it('serve the operations and their documents', async () => {
    expect(await (await fetch(`${base}/_adm/greetings/you`)).json()).toEqual({ hello: 'you' });
    const call = { jsonrpc: '2.0', id: 1, method: 'greetings.say', params: { name: 'you' } };
    const rpc = await fetch(`${base}/_adm/rpc`, { method: 'POST', body: JSON.stringify(call) });
    expect(await rpc.json()).toEqual({ jsonrpc: '2.0', result: { hello: 'you' }, id: 1 });
    const openApi = await (await fetch(`${base}/doc/openapi.json`)).json();
    expect(openApi).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
    for (const path of ['/doc', '/doc/redoc', '/doc/swagger']) {
      const page = await fetch(`${base}${path}`);
      expect(page.headers.get('content-type')).toMatch(/^text\/html/);
      expect(await page.text()).toContain('greetings.say');
    }
  });

  it.each(['/mcp', '/tools', '/_adm/nothing', '/auth/telegram/login'])(
    'answer 404 with a code at %s',
    async path => {
      const answer = await fetch(`${base}${path}`);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('x-mycelium-request-id')).toBe('request-1');
      expect(await answer.json()).toMatchObject({ code: 'MYC00047', status: 404 });
    },
  );

  it('say who they are with the request id of the listener, whatever the client claims', async () => {
    const answer = await fetch(`${base}/health`, { headers: { 'x-mycelium-request-id': 'forged' } });
    expect(answer.headers.get('x-mycelium-request-id')).toBe('request-1');
  });
});
