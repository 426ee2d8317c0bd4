import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { encodeProfile, type Profile } from '@mycelium/profile';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Received } from './describe.ts';
import { downstreamService } from './service.ts';

const profile: Profile = {
  owners: [{ id: 'u1', email: 'ada@example.com', isPrincipal: true }],
  accId: 'a1b2',
  isSubscription: false,
  isManager: false,
  isStaff: false,
  ownerIsActive: true,
  accountIsActive: true,
  accountWasApproved: true,
  accountWasArchived: false,
  accountWasDeleted: false,
  licensedResources: {
    records: [
      {
        accId: 'a1b2',
        sysAcc: false,
        tenantId: 't1',
        accName: 'Lab',
        role: 'viewer',
        roleId: 'r1',
        perm: 'read',
        verified: true,
      },
    ],
  },
};

describe('the example service', () => {
  let service: Server;
  let printed: string[];
  let origin: string;

  beforeEach(async () => {
    printed = [];
    service = downstreamService(text => printed.push(text));
    service.listen(0, '127.0.0.1');
    await once(service, 'listening');
    origin = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    service.closeAllConnections();
    service.close();
  });

  const ask = async (path: string, init: RequestInit = {}): Promise<Received> =>
    (await (await fetch(`${origin}${path}`, init)).json()) as Received;

  it('answers with the method, the path, the query and the injected headers only', async () => {
    const received = await ask('/books/7?tag=a&tag=b&page=2', {
      method: 'DELETE',
      headers: { 'x-mycelium-request-id': 'r-1', 'x-other': 'x' },
    });
    expect(received).toEqual({
      method: 'DELETE',
      path: '/books/7',
      query: { tag: ['a', 'b'], page: '2' },
      headers: { 'x-mycelium-request-id': 'r-1' },
      bodyBytes: 0,
    });
  });

  it('decodes the profile and prints who calls', async () => {
    const received = await ask('/books', {
      headers: {
        'x-mycelium-security-group': 'protected',
        'x-mycelium-email': 'ada@example.com',
        'x-mycelium-profile': encodeProfile(profile),
      },
    });
    expect(received.profile).toEqual(profile);
    expect(printed).toEqual(['GET /books  protected  ada@example.com  account a1b2  1 licence']);
  });

  it('says why a profile header cannot be read instead of failing', async () => {
    const received = await ask('/books', { headers: { 'x-mycelium-profile': 'not base64!' } });
    expect(received.profile).toBeUndefined();
    expect(received.profileProblem).toMatch(/not Base64/);
    expect(printed[0]).toContain('cannot be decoded');
  });

  it('counts the bytes of an upload', async () => {
    const received = await ask('/upload', { method: 'POST', body: Buffer.alloc(300_000, 1) });
    expect(received.bodyBytes).toBe(300_000);
    expect(printed[0]).toMatch(/^POST \/upload {2}no group {2}no e-mail {2}300000 bytes$/);
  });

  it('reports an upload that breaks off and goes on serving', async () => {
    const socket = connect((service.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc');
    await once(service, 'request');
    socket.destroy();
    await expect.poll(() => printed.join()).toContain('broken off');
    expect((await ask('/books')).path).toBe('/books');
  });

  it('answers /health without printing', async () => {
    expect(await ask('/health')).toEqual({ status: 'up' });
    expect(printed).toEqual([]);
  });

  it('prints no control characters that a caller puts into a header', async () => {
    const socket = connect((service.address() as AddressInfo).port, '127.0.0.1');
    socket.write(
      'GET / HTTP/1.1\r\nHost: x\r\nx-mycelium-email: a\u009b31m@x\r\nConnection: close\r\n\r\n',
      'latin1',
    );
    await expect.poll(() => printed).toEqual(['GET /  no group  a?31m@x']);
  });
});
