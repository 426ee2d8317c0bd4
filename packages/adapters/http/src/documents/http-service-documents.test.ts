import type { RequestListener } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { serviceDocumentsContract } from '@mycelium/contract-tests';
import type { Service } from '@mycelium/gateway-core';
import { aRoute, aService } from '@mycelium/gateway-core/testing';
import { type LogFields, silentLogger } from '@mycelium/kernel';
import { afterEach, expect, it } from 'vitest';
import { LOCALHOST, LOCALHOST_KEY } from '../certificates.fixture.ts';
import { closeAll, rawServiceOf, refusingHost, serviceOf } from '../downstream.fixture.ts';
import { MAX_DOCUMENT_BYTES } from './fetch-document.ts';
import { type HttpServiceDocuments, httpServiceDocuments } from './http-service-documents.ts';

const opened: HttpServiceDocuments[] = [];
afterEach(async () => {
  for (const documents of opened.splice(0)) await documents.close();
  await closeAll();
});

interface Warning {
  readonly message: string;
  readonly fields: LogFields | undefined;
}

function open(timeoutMs?: number) {
  const warnings: Warning[] = [];
  const clock = { now: 0 };
  const documents = httpServiceDocuments({
    log: { ...silentLogger, log: (_level, message, fields) => void warnings.push({ message, fields }) },
    now: () => clock.now,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  opened.push(documents);
  return { documents, warnings, clock, reasons: () => warnings.map(({ fields }) => fields?.['reason']) };
}

const at = (hosts: readonly string[], change: Partial<Service> = {}): Service =>
  aService('orders', [aRoute('/*')], { hosts, openapiPath: '/api/openapi.json', ...change });

/** A service with one document, or whatever `answer` makes of a request. */
async function publisher(answer: RequestListener | object) {
  const seen: { readonly url: string | undefined; readonly headers: NodeJS.Dict<string | string[]> }[] = [];
  const { host } = await serviceOf((request, response) => {
    seen.push({ url: request.url, headers: request.headers });
    if (typeof answer === 'function') (answer as RequestListener)(request, response);
    else response.end(JSON.stringify(answer));
  });
  return { host, seen };
}

serviceDocumentsContract('an HTTP client', () => {
  const { documents } = open();
  let ids = 0;
  const named = (name: string, host: string): Service =>
    aService(name, [], { id: `${ids++}`, hosts: [host], openapiPath: '/openapi.json' });
  return {
    world: {
      documents,
      publishing: async (name, published) =>
        named(
          name,
          (await publisher((_request, response) => void response.end(JSON.stringify(published)))).host,
        ),
      unreachable: async name => named(name, await refusingHost()),
    },
  };
});

it('asks for JSON at the configured path, and shows no credential', async () => {
  const { host, seen } = await publisher({ openapi: '3.1.0' });
  expect(await open().documents.of(at([host]))).toEqual({ openapi: '3.1.0' });
  expect(seen).toHaveLength(1);
  expect(seen[0]?.url).toBe('/api/openapi.json');
  expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual([
    'accept',
    'accept-encoding',
    'connection',
    'host',
    'user-agent',
  ]);
});

it('goes through the proxy in front of the service', async () => {
  const { host, seen } = await publisher({ openapi: '3.1.0' });
  const service = at(['orders.internal:80'], { proxyAddress: `http://${host}/via` });
  expect(await open().documents.of(service)).toEqual({ openapi: '3.1.0' });
  expect(seen[0]?.url).toBe('/via/http://orders.internal:80/api/openapi.json');
});

it('asks once for all who ask within a minute, and again after that', async () => {
  const { host, seen } = await publisher({ openapi: '3.1.0' });
  const { documents, clock } = open();
  await Promise.all(Array.from({ length: 10 }, () => documents.of(at([host]))));
  clock.now = 59_999;
  await documents.of(at([host]));
  expect(seen).toHaveLength(1);
  clock.now = 60_000;
  await documents.of(at([host]));
  expect(seen).toHaveLength(2);
});

it('leaves a service alone for ten seconds that had no document, says so once, and finds it afterwards', async () => {
  let up = false;
  const { host, seen } = await publisher((_request, response) => {
    response.statusCode = up ? 200 : 503;
    response.end('{"openapi":"3.1.0"}');
  });
  const { documents, clock, warnings } = open();
  for (clock.now = 0; clock.now < 10_000; clock.now += 2500) {
    expect(await documents.of(at([host]))).toBeUndefined();
  }
  expect(seen).toHaveLength(1);
  expect(warnings).toEqual([
    {
      message: 'the OpenAPI document of a service cannot be had',
      fields: { service: 'orders', path: '/api/openapi.json', reason: 'it answers 503' },
    },
  ]);
  up = true;
  expect(await documents.of(at([host]))).toEqual({ openapi: '3.1.0' });
});

it('takes the document of whichever host has it', async () => {
  const { host } = await publisher({ openapi: '3.1.0' });
  const broken = await publisher((_request, response) => void response.writeHead(500).end());
  const { documents, warnings } = open();
  const hosts = [await refusingHost(), broken.host, host];
  expect(await documents.of(at(hosts))).toEqual({ openapi: '3.1.0' });
  expect(warnings).toEqual([]);
});

it('names every reason, and no address, when no host has it', async () => {
  const broken = await publisher((_request, response) => void response.writeHead(500).end());
  const { documents, reasons } = open();
  expect(await documents.of(at([await refusingHost(), broken.host]))).toBeUndefined();
  expect(reasons()).toEqual(['ECONNREFUSED; it answers 500']);
});

it('waits no longer than it may, for a silent service and for a slow one', async () => {
  const silent = await rawServiceOf(() => undefined);
  const slow = await publisher((_request, response) => void response.write('{"openapi":'));
  const { documents, reasons } = open(200);
  const began = performance.now();
  expect(await documents.of(at([silent.host], { id: 'silent' }))).toBeUndefined();
  expect(await documents.of(at([slow.host], { id: 'slow' }))).toBeUndefined();
  expect(performance.now() - began).toBeLessThan(3000);
  expect(reasons()).toEqual(['TimeoutError', 'TimeoutError']);
});

it('reads two mebibytes and not one byte more', async () => {
  const frame = '{"openapi":""}'.length;
  const sized = (bytes: number) => ({ openapi: 'x'.repeat(bytes - frame) });
  const fits = await publisher(sized(MAX_DOCUMENT_BYTES));
  const exceeds = await publisher(sized(MAX_DOCUMENT_BYTES + 1));
  const { documents, reasons } = open();
  expect(await documents.of(at([fits.host], { id: 'fits' }))).toBeDefined();
  expect(await documents.of(at([exceeds.host], { id: 'exceeds' }))).toBeUndefined();
  expect(reasons()).toEqual(['it has more than 2097152 bytes']);
});

it('stops reading what never ends', async () => {
  const endless = await publisher((_request, response) => {
    const more = (): void => {
      while (response.write(' '.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  });
  const { documents, reasons } = open();
  expect(await documents.of(at([endless.host]))).toBeUndefined();
  expect(reasons()).toEqual(['it has more than 2097152 bytes']);
});

it.each<[string, RequestListener]>([
  ['it is not JSON', (_request, response) => void response.end('openapi: 3.1.0\npaths: {}\n')],
  ['it is not JSON', (_request, response) => void response.end('')],
  ['it is not a JSON object', (_request, response) => void response.end('[]')],
  ['it answers 404', (_request, response) => void response.writeHead(404).end('{}')],
  ['it answers 204', (_request, response) => void response.writeHead(204).end()],
  [
    'it is compressed, though that was not asked for',
    (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}')),
  ],
  ['it redirects to nowhere', (_request, response) => void response.writeHead(302).end()],
  [
    'it redirects to nowhere',
    (_request, response) => void response.writeHead(302, { location: 'http://[' }).end(),
  ],
  [
    'it redirects to another host',
    (_request, response) => void response.writeHead(302, { location: 'https://127.0.0.1/' }).end(),
  ],
  [
    'it redirects to another host',
    (_request, response) => void response.writeHead(301, { location: '//169.254.169.254/latest' }).end(),
  ],
  [
    'it redirects to another host',
    (_request, response) => void response.writeHead(307, { location: 'file:///etc/passwd' }).end(),
  ],
  ['it redirects too often', (_request, response) => void response.writeHead(302, { location: '/' }).end()],
  [
    'UND_ERR_SOCKET',
    (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{');
      setTimeout(() => response.destroy(), 20);
    },
  ],
])('has no document where the reason is: %s', async (reason, answer) => {
  const { host } = await publisher(answer);
  const { documents, reasons } = open();
  expect(await documents.of(at([host]))).toBeUndefined();
  expect(reasons()).toEqual([reason]);
});

it('follows a service that has moved its document', async () => {
  const { host, seen } = await publisher((request, response) => {
    if (request.url === '/v2/openapi.json?a=1') response.end('{"openapi":"3.1.0"}');
    else response.writeHead(308, { location: '/v2/openapi.json?a=1' }).end('moved');
  });
  expect(await open().documents.of(at([host]))).toEqual({ openapi: '3.1.0' });
  expect(seen.map(({ url }) => url)).toEqual(['/api/openapi.json', '/v2/openapi.json?a=1']);
});

it('never leaves the hosts of the service, however its document is called', async () => {
  const { host, seen } = await publisher({ openapi: '3.1.0' });
  const service = at([host], { openapiPath: '//169.254.169.254/openapi.json' });
  expect(await open().documents.of(service)).toBeDefined();
  expect(seen[0]?.url).toBe('//169.254.169.254/openapi.json');
});

it('believes a certificate that nobody vouches for only where a route does', async () => {
  const server = https.createServer({ cert: LOCALHOST, key: LOCALHOST_KEY }, (_request, response) =>
    response.end('{"openapi":"3.1.0"}'),
  );
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    const host = `localhost:${(server.address() as AddressInfo).port}`;
    const { documents, reasons } = open();
    const strict = at([host], { id: 'strict', protocol: 'https' });
    expect(await documents.of(strict)).toBeUndefined();
    expect(reasons()).toEqual(['UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
    const routes = [aRoute('/a'), aRoute('/b', { acceptInsecureRouting: true })];
    const lenient = { ...at([host], { id: 'lenient', protocol: 'https' }), routes };
    expect(await documents.of(lenient)).toEqual({ openapi: '3.1.0' });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

it('fails no listing even where the address itself is wrong', async () => {
  const { documents, reasons } = open();
  expect(await documents.of(at(['a b']))).toBeUndefined();
  expect(await documents.of(at(['a:1'], { id: 'proxied', proxyAddress: 'nowhere' }))).toBeUndefined();
  expect(reasons()).toHaveLength(2);
});
