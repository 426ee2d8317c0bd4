import { expect, it } from 'vitest';
import { idOf, inspection } from '../inspection.fixture.ts';
import { listDiscoverableServices } from './list-discoverable-services.ts';

const description = 'Describe public services, including the context where the service should run';

const orders = {
  name: 'orders',
  description: 'Orders and their state.',
  toolType: 'rest-api',
  isContextApi: false,
  capabilities: ['order-history'],
  openapiPath: '/orders/openapi.json',
  healthStatus: 'unknown',
};

it('lists discoverable services that describe themselves, contexts apart from the others', async () => {
  const { asStranger } = await inspection();
  expect(await asStranger(listDiscoverableServices)).toEqual({
    description,
    contexts: [
      {
        name: 'about',
        description: 'Says how to use the others.',
        toolType: 'unknown',
        isContextApi: true,
        capabilities: [],
        openapiPath: '/about/openapi.json',
        healthStatus: 'unknown',
      },
    ],
    lastUpdated: null,
    tools: [
      {
        name: 'customers',
        description: 'Customer data.',
        toolType: 'unknown',
        isContextApi: false,
        capabilities: [],
        openapiPath: '/customers/docs/openapi.json',
        healthStatus: 'unknown',
      },
      orders,
    ],
  });
});

it.each([
  [{ name: 'orders' }, [orders]],
  [{ id: idOf('orders') }, [orders]],
  [{ name: 'orders', id: idOf('about') }, []],
  [{ name: 'hidden' }, []],
  [{ name: 'terse' }, []],
  [{ name: 'order' }, []],
])('finds by %j', async (filter, tools) => {
  const { asStranger } = await inspection();
  expect(await asStranger(listDiscoverableServices, filter)).toEqual({
    description,
    contexts: [],
    lastUpdated: null,
    tools,
  });
});

it('asks for a credential and no more', async () => {
  const { call, caller } = await inspection();
  await expect(call(listDiscoverableServices)).rejects.toMatchObject({ code: 'MYC00034' });
  const newcomer = await caller('new@acme.example');
  expect(await call(listDiscoverableServices, {}, { caller: newcomer })).toMatchObject({ description });
});
