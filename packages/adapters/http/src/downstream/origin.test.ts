import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import tls, { type TLSSocket } from 'node:tls';
import { aRoute, aService } from '@mycelium/gateway-core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  begin,
  closeAll,
  gatewayTo,
  hasIpv6,
  moment,
  pouring,
  serviceOf,
} from '../downstream.fixture.ts';

/** Certificates of an authority made for this run: none is kept in the repository. */
function certificates(folder: string) {
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const request = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj'];
  openssl(...request, '/CN=Test authority', '-x509', '-days', '2', '-keyout', 'ca.key', '-out', 'ca.pem');
  const issue = (name: string, subject: string) => {
    openssl(...request, '/CN=service', '-keyout', `${name}.key`, '-out', `${name}.csr`);
    writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${subject}\n`);
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-days', '2', '-CA', 'ca.pem', '-CAkey', 'ca.key'],
      ...['-CAcreateserial', '-extfile', `${name}.ext`, '-out', `${name}.pem`],
    );
    const read = (end: string) => readFileSync(join(folder, `${name}.${end}`), 'utf8');
    return { key: read('key'), cert: read('pem') };
  };
  return {
    authority: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    good: issue('good', 'DNS:localhost,IP:127.0.0.1'),
    other: issue('other', 'DNS:other.example'),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
const made = certificates(folder);
const before = tls.getCACertificates('default');
const stops: (() => void)[] = [];

// As `NODE_EXTRA_CA_CERTS` would, which is read when a process starts.
beforeAll(() => tls.setDefaultCACertificates([...before, made.authority]));

afterAll(async () => {
  await closeAll();
  for (const stop of stops) stop();
  tls.setDefaultCACertificates(before);
  rmSync(folder, { recursive: true });
});

/** A service that answers the name it was asked for by TLS. */
async function secure(
  certificate: { readonly key: string; readonly cert: string },
  answer: RequestListener = (request, response) => response.end(request.headers.host),
) {
  const names: unknown[] = [];
  let connections = 0;
  const server = https.createServer(certificate, (request, response) => {
    names.push((request.socket as TLSSocket).servername);
    answer(request, response);
  });
  server.on('secureConnection', () => connections++);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, names, connections: () => connections };
}

const behind = (host: string, acceptInsecureRouting = false) =>
  gatewayTo([
    aService('svc', [aRoute('/*', { acceptInsecureRouting })], { protocol: 'https', hosts: [host] }),
  ]);

describe('a service that speaks TLS', () => {
  it('is reached when its certificate is from a trusted authority, by name or by address', async () => {
    const service = await secure(made.good);
    for (const name of ['localhost', '127.0.0.1']) {
      const { port } = await behind(`${name}:${service.port}`);
      expect((await ask(port)).status).toBe(200);
    }
    expect(service.names).toEqual(['localhost', false]);
  });

  it('is asked for by its own name over one connection, whatever names clients use', async () => {
    const service = await secure(made.good);
    const { port } = await behind(`localhost:${service.port}`);
    for (const host of ['a.example', 'b.example', 'localhost', '10.0.0.1'])
      expect((await ask(port, { headers: { host } })).body).toBe(host);
    expect([...new Set(service.names), service.connections()]).toEqual(['localhost', 1]);
  });

  it('is spoken to in both directions at any size, many at a time, each answer its own', async () => {
    const service = await secure(made.good, (request, response) => void request.pipe(response));
    const { port } = await behind(`localhost:${service.port}`);
    const sizes = [0, 1, 4096, 16_384, 65_536, 65_537, 300_001, 3_000_000];
    const wrong = await Promise.all(
      Array.from({ length: 24 }, async (_, i) => {
        const body = Buffer.alloc(sizes[i % sizes.length] ?? 0, `${i}:`);
        const answer = await begin(port, { method: 'POST', body, agent: false });
        await moment(100);
        return (await buffer(answer)).equals(body) ? [] : [i];
      }),
    );
    expect(wrong.flat()).toEqual([]);
  });

  it('is held back for a client that reads slowly', async () => {
    const size = 64 * 1024 * 1024;
    const source = pouring(size);
    const service = await secure(made.good, source.answer);
    const { port } = await behind(`localhost:${service.port}`);
    const answer = await begin(port);
    answer.pause();
    await moment(500);
    expect(source.sent()).toBeLessThan(32 * 1024 * 1024);
    let received = 0;
    for await (const piece of answer) received += piece.length;
    expect(received).toBe(size);
  });

  it('is connected again with less, by the session of before', async () => {
    const resumed: boolean[] = [];
    const service = await secure(made.good, (request, response) => {
      resumed.push((request.socket as TLSSocket).isSessionReused());
      response.writeHead(200, { connection: 'close' }).end();
    });
    const { port } = await behind(`localhost:${service.port}`);
    for (let i = 0; i < 3; i++) expect((await ask(port)).status).toBe(200);
    expect(resumed).toEqual([false, true, true]);
  });

  it('is not reached with a certificate for another name', async () => {
    const service = await secure(made.other);
    const { port, lines } = await behind(`localhost:${service.port}`);
    const { status, body } = await ask(port);
    expect([status, JSON.parse(body).details]).toEqual([502, 'No trusted TLS connection to it can be made.']);
    expect(lines[0]?.fields).toMatchObject({ reason: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(service.names).toEqual([]);
  });

  it('may have any certificate on a route that accepts insecure routing, and only there', async () => {
    const service = await secure(made.other);
    const routes = [aRoute('/any', { acceptInsecureRouting: true }), aRoute('/strict')];
    const hosts = [`localhost:${service.port}`];
    const { port } = await gatewayTo([aService('svc', routes, { protocol: 'https', hosts })]);
    expect((await ask(port, { path: '/any' })).status).toBe(200);
    expect((await ask(port, { path: '/strict' })).status).toBe(502);
  });

  it('is not what listens when a cleartext service is called so', async () => {
    const service = await serviceOf((_request, response) => response.end('clear'));
    const { port } = await behind(service.host);
    expect((await ask(port)).status).toBe(502);
  });
});

it.runIf(hasIpv6)('IPv6 is spoken on both sides, and told to the service in brackets', async () => {
  const service = await serviceOf(
    (request, response) => response.end(JSON.stringify(request.headers)),
    0,
    '::1',
  );
  const services = [aService('svc', [aRoute('/*')], { hosts: [service.host] })];
  const { port } = await gatewayTo(services, { address: '::1' });
  const { body } = await ask(port, { host: '::1', agent: false });
  expect(JSON.parse(body)).toMatchObject({
    host: `[::1]:${port}`,
    'x-forwarded-for': '::1',
    forwarded: 'for="[::1]";proto=http',
    'x-forwarded-host': `[::1]:${port}`,
  });
});

describe('a proxy in front of services', () => {
  it('is given the whole address of the service in the path', async () => {
    const proxy = await serviceOf((request, response) => response.end(request.url));
    const { port } = await gatewayTo([
      aService('svc', [aRoute('/*')], {
        protocol: 'https',
        hosts: ['api.internal:8443'],
        proxyAddress: `http://${proxy.host}/out/`,
      }),
    ]);
    expect((await ask(port, { path: '/svc/x?q=1' })).body).toBe('/out/https://api.internal:8443/x?q=1');
  });
});
