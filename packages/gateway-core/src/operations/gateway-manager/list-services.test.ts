import type { Page } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import type { ServiceView } from '../../views/service-view.ts';
import { idOf, inspection, TOKEN } from '../inspection.fixture.ts';
import { listServices } from './list-services.ts';

it('lists every service by name, with the true total', async () => {
  const { as } = await inspection();
  const all = await as<Page<ServiceView>>(listServices);
  expect(all).toMatchObject({ count: 6, skip: 0, size: 10 });
  expect(all.records.map(({ name }) => name)).toEqual([
    'about',
    'bare',
    'customers',
    'hidden',
    'orders',
    'terse',
  ]);
  expect(await as(listServices, { pageSize: 2, skip: 5 })).toEqual({
    count: 6,
    skip: 5,
    size: 2,
    records: all.records.slice(5),
  });
});

it('tells everything about a service but its tokens', async () => {
  const { as } = await inspection();
  const found = await as<Page<ServiceView>>(listServices, { name: 'orders' });
  expect(found.records).toEqual([
    {
      id: idOf('orders'),
      name: 'orders',
      host: ['orders-1:80', 'orders-2:80'],
      protocol: 'https',
      routes: [
        expect.objectContaining({ path: '/api/orders/*', service: { id: idOf('orders') } }),
        expect.objectContaining({ path: '/api/status' }),
      ],
      healthStatus: 'unknown',
      healthCheckPath: '/health',
      discoverable: true,
      serviceType: 'rest-api',
      isContextApi: false,
      capabilities: ['order-history'],
      description: 'Orders and their state.',
      openapiPath: '/openapi.json',
      secrets: [
        {
          name: 'key',
          secret: { authorizationHeader: { headerName: 'X-Key', prefix: null, token: 'REDACTED' } },
        },
        {
          name: 'basic',
          secret: {
            authorizationHeader: { headerName: 'Authorization', prefix: 'Basic', token: 'REDACTED' },
          },
        },
        { name: 'query', secret: { queryParameter: { name: 'token', token: 'REDACTED' } } },
      ],
      allowedSources: ['10.0.0.0/8'],
      proxyAddress: 'https://proxy.internal:8443/via',
    },
  ]);
  const text = JSON.stringify(found);
  for (const written of [TOKEN, encodeURIComponent(TOKEN), 'maria']) expect(text).not.toContain(written);
});

it('leaves out what is not configured', async () => {
  const { as } = await inspection();
  const found = await as<Page<ServiceView>>(listServices, { id: idOf('bare') });
  expect(found.records).toEqual([
    {
      id: idOf('bare'),
      name: 'bare',
      host: 'bare:80',
      protocol: 'http',
      routes: [expect.objectContaining({ path: '/bare/*' })],
      healthStatus: 'unknown',
      healthCheckPath: null,
      discoverable: false,
      serviceType: 'unknown',
      isContextApi: false,
    },
  ]);
});

it.each<[object, number]>([
  [{ name: 'order' }, 0],
  [{ name: 'Orders' }, 0],
  [{ name: 'orders', id: idOf('orders') }, 1],
  [{ name: 'orders', id: idOf('bare') }, 0],
])('finds by %j the whole name and the id', async (filter, count) => {
  const { as } = await inspection();
  expect(await as(listServices, filter)).toMatchObject({ count });
});

it('is an empty page where nothing is configured', async () => {
  const { as } = await inspection({ services: [] });
  expect(await as(listServices)).toEqual({ count: 0, skip: 0, size: 10, records: [] });
});

it('is for those who look after the gateway', async () => {
  const { asStranger } = await inspection();
  await expect(asStranger(listServices)).rejects.toMatchObject({ code: 'MYC00019' });
});
