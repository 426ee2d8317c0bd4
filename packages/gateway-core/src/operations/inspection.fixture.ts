import { Secret } from '@mycelium/kernel';
import type { AnyOperation } from '@mycelium/operations';
import { type WorldOptions, world } from '@mycelium/testkit';
import type { ApiDocument } from '../model/api-document.ts';
import { aRoute, aService } from '../testing/builders.ts';

const id = (number: number): string => `00000005-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const TOKEN = 'Tr0ub4dor&3';

const editor = [{ slug: 'editor', permission: 'write' }] as const;

/** One service with everything, one with nothing, one that agents may know of, one that only explains. */
export const SERVICES = [
  aService(
    'orders',
    [
      aRoute('/api/orders/*', {
        methods: ['GET', 'POST'],
        group: { kind: 'protectedByRoles', roles: editor },
      }),
      aRoute('/api/status', { group: { kind: 'authenticated' }, secretName: 'key', callbacks: ['notify'] }),
    ],
    {
      id: id(1),
      hosts: ['orders-1:80', 'orders-2:80'],
      protocol: 'https',
      secrets: new Map([
        ['key', { kind: 'header', headerName: 'X-Key', prefix: '', token: new Secret(TOKEN) }],
        ['basic', { kind: 'header', headerName: 'Authorization', prefix: 'Basic', token: new Secret(TOKEN) }],
        ['query', { kind: 'query', parameter: 'token', token: new Secret(TOKEN) }],
      ]),
      allowedSources: ['10.0.0.0/8'],
      proxyAddress: `https://maria:${encodeURIComponent(TOKEN)}@proxy.internal:8443/via`,
      healthCheckPath: '/health',
      discoverable: true,
      description: 'Orders and their state.',
      openapiPath: '/openapi.json',
      capabilities: ['order-history'],
      serviceType: 'rest-api',
    },
  ),
  aService('bare', [aRoute('/bare/*')], { id: id(2), hosts: ['bare:80'] }),
  aService('customers', [aRoute('/api/*', { group: { kind: 'protected' } })], {
    id: id(3),
    discoverable: true,
    description: 'Customer data.',
    openapiPath: 'docs/openapi.json',
  }),
  aService('about', [aRoute('/*')], {
    id: id(4),
    discoverable: true,
    description: 'Says how to use the others.',
    openapiPath: '/openapi.json',
    isContextApi: true,
  }),
  aService('hidden', [aRoute('/*')], { id: id(5), description: 'For people.', openapiPath: '/openapi.json' }),
  aService('terse', [aRoute('/*')], { id: id(6), discoverable: true, openapiPath: '/openapi.json' }),
] as const;

export const idOf = (name: string): string => SERVICES.find(service => service.name === name)?.id ?? '';

export const DOCUMENTS: Readonly<Record<string, ApiDocument>> = {
  orders: {
    openapi: '3.1.0',
    paths: {
      '/api/orders/{id}': {
        parameters: [{ $ref: '#/components/parameters/OrderId' }],
        get: {
          operationId: 'readOrder',
          summary: 'Read an order',
          description: 'With its lines.',
          tags: ['order'],
          responses: {
            200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } },
          },
        },
        delete: { summary: 'Cancel an order' },
      },
      '/api/orders/new': {
        post: {
          summary: 'Order something',
          deprecated: true,
          requestBody: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
          },
        },
      },
      '/internal': { get: { summary: 'Not routed' } },
    },
    components: {
      parameters: { OrderId: { name: 'id', in: 'path', required: true, schema: { type: 'string' } } },
      schemas: { Order: { type: 'object', properties: { customer: { type: 'string' } } } },
    },
  },
  customers: { openapi: '3.1.0', paths: { '/api/customers': { get: { summary: 'Search customers' } } } },
  hidden: { openapi: '3.1.0', paths: { '/secrets': { get: { summary: 'Nobody is told' } } } },
  terse: { openapi: '3.1.0', paths: { '/ping': { get: {} } } },
};

/** A world with these services in it, and somebody who may look at them. */
export async function inspection(options: WorldOptions = {}) {
  const opened = world({ services: SERVICES, documents: DOCUMENTS, ...options });
  const caller = await opened.person({
    email: 'gil@acme.example',
    holds: [{ role: 'gateway-manager', permission: 'read' }],
  });
  const stranger = await opened.person({ email: 'sam@acme.example', holds: [{ role: 'system-manager' }] });
  return {
    ...opened,
    as: <Result = unknown>(operation: AnyOperation, params?: unknown) =>
      opened.call<Result>(operation, params, { caller }),
    asStranger: (operation: AnyOperation, params?: unknown) =>
      opened.call(operation, params, { caller: stranger }),
  };
}
