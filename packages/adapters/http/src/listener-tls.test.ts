import { once } from 'node:events';
import http2 from 'node:http2';
import { connect, createServer, type Socket } from 'node:net';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import { Secret } from '@mycelium/kernel';
import { afterAll, describe, expect, it } from 'vitest';
import {
  ENCRYPTED_KEY,
  INTERMEDIATE,
  LOCALHOST,
  LOCALHOST_KEY,
  OTHER_KEY,
  ROOT,
} from './certificates.fixture.ts';
import { closeAll, gatewayTo, one, serviceOf } from './downstream.fixture.ts';
import type { ListenerLimits, ListenerSettings } from './listener-settings.ts';
import { tlsMaterial } from './tls-material.ts';

afterAll(closeAll);

const tls = {
  certificate: new Secret(`${LOCALHOST}\n${INTERMEDIATE}\n`),
  key: new Secret(LOCALHOST_KEY),
};

async function secureGateway(
  limits: Partial<ListenerLimits> = {},
  settings: Partial<ListenerSettings> = {},
  address = '127.0.0.1',
) {
  const service = await serviceOf((request, response) => response.end(JSON.stringify(request.headers)));
  return gatewayTo([one([service.host])], { address, settings: { ...settings, tls, limits } });
}

async function handshake(port: number, options: object = {}): Promise<TLSSocket> {
  const socket = tlsConnect({ port, host: '127.0.0.1', servername: 'localhost', ca: ROOT, ...options });
  await Promise.race([
    once(socket, 'secureConnect'),
    once(socket, 'error').then(([error]) => Promise.reject(error)),
  ]);
  return socket;
}

async function everything(socket: TLSSocket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('a listener with a certificate', () => {
  it('serves the whole chain: a client that knows the root only trusts it', async () => {
    const { port } = await secureGateway();
    const socket = await handshake(port);
    expect(socket.authorized).toBe(true);
    socket.write('GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    const answer = await everything(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('"x-forwarded-proto":"https"');
    expect(answer).toContain('"forwarded":"for=127.0.0.1;proto=https"');
  });

  it('speaks TLS 1.2 and 1.3, nothing older', async () => {
    const { port } = await secureGateway();
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await handshake(port, { minVersion: version, maxVersion: version });
      expect(socket.getProtocol()).toBe(version);
      socket.destroy();
    }
    await expect(
      handshake(port, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    ).rejects.toThrow(/version|protocol/i);
  });

  it('speaks HTTP/2 and HTTP/1.1, as the client chooses', async () => {
    const { port } = await secureGateway();
    for (const protocol of ['h2', 'http/1.1']) {
      const socket = await handshake(port, { ALPNProtocols: [protocol] });
      expect(socket.alpnProtocol).toBe(protocol);
      socket.destroy();
    }
    const session = http2.connect(`https://localhost:${port}`, { ca: ROOT });
    const stream = session.request({ ':path': '/x' });
    const [headers] = await once(stream, 'response');
    expect(headers[':status']).toBe(200);
    session.destroy();
  });

  it('takes a PROXY header before the handshake, whatever is spoken after it', async () => {
    const { port } = await secureGateway({}, { proxyProtocol: true, trustedProxies: ['127.0.0.1'] });
    const proxied = async (protocol: string): Promise<TLSSocket> => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('PROXY TCP4 192.0.2.7 10.0.0.1 4711 443\r\n');
      return handshake(port, { socket, ALPNProtocols: [protocol] });
    };
    const http1 = await proxied('http/1.1');
    http1.write('GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(await everything(http1)).toContain('"forwarded":"for=192.0.2.7;proto=https"');
    const socket = await proxied('h2');
    const session = http2.connect('https://localhost', { createConnection: () => socket });
    const stream = session.request({ ':path': '/x' });
    let body = '';
    for await (const chunk of stream) body += String(chunk);
    expect(JSON.parse(body).forwarded).toBe('for=192.0.2.7;proto=https');
    session.destroy();
  });

  it('keeps apart what one port of a proxy opens to two addresses of the gateway', async () => {
    const settings = { proxyProtocol: true, trustedProxies: ['127.0.0.0/8'] };
    const { port } = await secureGateway({}, settings, '0.0.0.0');
    const localPort = await freePort();
    const [one, other] = await Promise.all(
      [1, 2].map(async n => {
        const socket = connect({ port, host: `127.0.0.${n}`, localAddress: '127.0.0.1', localPort });
        await once(socket, 'connect');
        socket.write(`PROXY TCP4 192.0.2.${n} 10.0.0.1 4711 443\r\n`);
        return socket;
      }),
    );
    const ask = async (socket: Socket | undefined): Promise<string> => {
      const secured = await handshake(port, { socket });
      secured.write(
        'GET /x HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.1\r\nConnection: close\r\n\r\n',
      );
      return everything(secured);
    };
    expect(await ask(one)).toContain('"forwarded":"for=192.0.2.1;proto=https"');
    expect(await ask(other)).toContain('"forwarded":"for=192.0.2.2;proto=https"');
  });

  it('F5: closes connections over the limit before their handshake', async () => {
    const { port } = await secureGateway({ maxConnections: 1 });
    const held = await handshake(port);
    await expect(handshake(port)).rejects.toThrow();
    held.write('GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(await everything(held)).toMatch(/^HTTP\/1\.1 200 /);
    (await handshake(port)).destroy();
  });

  it('outlives a client that speaks no TLS', async () => {
    const { port } = await secureGateway();
    const { wireTo } = await import('./downstream.fixture.ts');
    const wire = wireTo(port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await wire.closed;
    expect(wire.received()).not.toContain('HTTP/1.1 200');
    (await handshake(port)).destroy();
  });
});

describe('certificate and key', () => {
  const read = (certificate: string, key: string) => () =>
    tlsMaterial({ certificate: new Secret(certificate), key: new Secret(key) });

  it('may have line ends written as two characters, as variables often have', () => {
    const flat = (text: string) => text.replaceAll('\n', '\\n');
    expect(read(flat(`${LOCALHOST}\n${INTERMEDIATE}`), flat(LOCALHOST_KEY))().cert).toContain('\n');
  });

  it.each([
    [
      'the name of a file',
      '/etc/tls/cert.pem',
      LOCALHOST_KEY,
      /tlsCert holds no certificate.*not the name of a file/,
    ],
    [
      'a damaged certificate',
      LOCALHOST.replace('MII', 'MIX'),
      LOCALHOST_KEY,
      /Certificate 1 in tlsCert is damaged/,
    ],
    ['a key that is a file', LOCALHOST, '/etc/tls/key.pem', /tlsKey holds no private key/],
    ['a damaged key', LOCALHOST, LOCALHOST_KEY.replace('MI', 'XX'), /tlsKey is damaged/],
    ['a key with a pass phrase', LOCALHOST, ENCRYPTED_KEY, /without one/],
    ['a key of something else', LOCALHOST, OTHER_KEY, /does not belong to tlsCert/],
    [
      'a chain in the wrong order',
      `${INTERMEDIATE}\n${LOCALHOST}`,
      LOCALHOST_KEY,
      /certificate of the server first/,
    ],
  ])('are refused with a reason: %s', (_, certificate, key, reason) => {
    expect(read(certificate, key)).toThrow(reason);
  });

  it('are not repeated in what is said about them', () => {
    try {
      read(LOCALHOST, LOCALHOST_KEY.replace('MI', 'XX'))();
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain('MIGH');
    }
  });
});
