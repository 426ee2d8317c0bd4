import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isNativePath, RouteTable } from '@mycelium/gateway-core';
import { aRoute, aService } from '@mycelium/gateway-core/testing';
import { silentLogger } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { lifecycle } from './lifecycle.ts';
import { openServices } from './open-services.ts';
import { adminWorld } from './testing/admin-world.ts';

it('knows the configured services and what they say of themselves, until it is closed', async () => {
  const server = createServer((_request, response) => response.end('{"openapi":"3.1.0"}'));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    const hosts = [`127.0.0.1:${(server.address() as AddressInfo).port}`];
    const orders = aService('orders', [aRoute('/*')], { hosts, openapiPath: '/openapi.json' });
    const routes = new RouteTable([orders]);
    const life = lifecycle((_name, error) => {
      throw error;
    });
    const ports = openServices({ services: [orders] }, { routes, log: silentLogger, life });
    expect(ports.catalogue).toEqual({ services: [orders], routes });
    expect(await ports.serviceDocuments.of(orders)).toEqual({ openapi: '3.1.0' });
    await life.close();
    const another = { ...orders, id: '00000000-0000-4000-8000-000000000001' };
    expect(await ports.serviceDocuments.of(another)).toBeUndefined();
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

it('answers GET /tools to anybody, even with a credential that is none', async () => {
  expect(isNativePath('/tools')).toBe(true);
  await using admin = await adminWorld();
  for (const headers of [{}, { authorization: 'Bearer nobody' }]) {
    const answer = await fetch(`${admin.url}/tools?name=orders`, { headers });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ contexts: [], lastUpdated: null, tools: [] });
  }
  expect((await fetch(`${admin.url}/tools`, { method: 'POST' })).status).toBe(405);
  expect((await fetch(`${admin.url}/tools?nam=orders`)).status).toBe(400);
});
