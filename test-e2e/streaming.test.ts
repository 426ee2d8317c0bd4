import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddedConfig, service } from './harness/configuration.ts';
import { type Downstream, startDownstream } from './harness/downstream.ts';
import { type Gateway, startGateway } from './harness/gateway.ts';
import { residentMiB } from './harness/memory.ts';
import { call } from './harness/person.ts';
import { freePort } from './servers/index.ts';

const MIB = 1024 * 1024;
const LARGE = 200 * MIB;
const CHUNK = Buffer.alloc(256 * 1024, 'x');

/** What the service has seen of its clients. */
const seen = { uploaded: 0, produced: 0, aborted: 0, slowAnswered: 0 };
const events: (() => void)[] = [];

async function produce(response: http.ServerResponse): Promise<void> {
  for (let sent = 0; sent < LARGE && !response.destroyed; sent += CHUNK.length) {
    seen.produced = sent + CHUNK.length;
    if (!response.write(CHUNK)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}

let downstream: Downstream;
let gateway: Gateway;
const settings = async (): Promise<string> => {
  const nobody = await freePort();
  return [
    service('store', downstream.host, [{ group: 'public', path: '/files/*' }]),
    service('refusing', `127.0.0.1:${nobody}`, [{ group: 'public', path: '/refusing' }]),
  ].join('\n');
};

beforeAll(async () => {
  downstream = await startDownstream({
    '/files/upload': (request, response) => {
      seen.uploaded = 0;
      request.on('data', (chunk: Buffer) => {
        seen.uploaded += chunk.length;
      });
      request.on('end', () => response.end(String(seen.uploaded)));
    },
    '/files/large': (_request, response) => {
      response.writeHead(200, { 'content-length': LARGE });
      void produce(response);
    },
    '/files/events': (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      let count = 0;
      events.push(() => response.write(`data: ${++count}\n\n`));
    },
    '/files/waiting': (_request, response) => {
      response.on('close', () => {
        if (!response.writableFinished) seen.aborted += 1;
      });
      response.writeHead(200);
      response.write('first');
    },
    '/files/hanging': () => undefined,
    '/files/dying': (_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('half', () => response.destroy());
    },
    '/files/slow': (_request, response) => {
      setTimeout(() => {
        seen.slowAnswered += 1;
        response.end('done');
      }, 1500);
    },
  });
  gateway = await startGateway({ config: embeddedConfig(await settings(), 'gatewayTimeout = 2') });
  // What the first requests load stays; only what follows is measured.
  for (let i = 0; i < 20; i++) await call(`${gateway.url}/files/1`);
});
afterAll(async () => {
  await gateway?.stop();
  await downstream?.stop();
});

const open = (path: string, options: http.RequestOptions = {}): http.ClientRequest =>
  http.request(`${gateway.url}${path}`, { agent: false, ...options });

async function answered(request: http.ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

/** Runs the work and gives by how many MiB the gateway's memory grew meanwhile, at its highest. */
async function growth(work: () => Promise<void>): Promise<number> {
  const before = residentMiB(gateway.program.pid);
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, residentMiB(gateway.program.pid));
  }, 50);
  await work();
  clearInterval(watch);
  return highest - before;
}

/** Resolves when the number has stayed the same for a while. */
async function standstill(read: () => number): Promise<void> {
  for (let last = Number.NaN; last !== read(); await sleep(700)) last = read();
}

describe('bodies are streamed', () => {
  it('200 MB go up with flat memory', async () => {
    const grown = await growth(async () => {
      const request = open('/files/upload', { method: 'POST' });
      for (let sent = 0; sent < LARGE; sent += CHUNK.length)
        if (!request.write(CHUNK)) await once(request, 'drain');
      request.end();
      const chunks = await (await answered(request)).toArray();
      expect(Number(Buffer.concat(chunks).toString())).toBe(LARGE);
    });
    expect(grown).toBeLessThan(80);
  });

  it('200 MB come down with flat memory', async () => {
    const grown = await growth(async () => {
      let received = 0;
      for await (const chunk of await answered(open('/files/large').end())) received += chunk.length;
      expect(received).toBe(LARGE);
    });
    expect(grown).toBeLessThan(80);
  });

  it('a client that reads slowly holds the service back', async () => {
    const grown = await growth(async () => {
      const response = await answered(open('/files/large').end());
      response.pause();
      await standstill(() => seen.produced);
      // What fits into the buffers of the system on both ways, of which one may grow to more than 30 MiB, and no more.
      expect(seen.produced).toBeLessThan(LARGE / 2);
      let received = 0;
      for await (const chunk of response) received += chunk.length;
      expect(received).toBe(LARGE);
    });
    expect(grown).toBeLessThan(80);
  });

  it('events arrive one by one, as they are written', async () => {
    const request = open('/files/events').end();
    const response = await answered(request);
    for (const expected of ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n']) {
      const next = once(response, 'data');
      events[0]?.();
      expect(String((await next)[0])).toBe(expected);
    }
    request.destroy();
  });
});

describe('when one side fails', () => {
  it('F10 a client that goes away is noticed by the service within a second', async () => {
    const before = seen.aborted;
    const request = open('/files/waiting').end();
    await once(await answered(request), 'data');
    request.destroy();
    await expect.poll(() => seen.aborted, { timeout: 1000, interval: 20 }).toBe(before + 1);
  });

  it('a service that refuses the connection is 502', async () => {
    const answer = await call(`${gateway.url}/refusing`);
    expect(answer).toMatchObject({ status: 502, body: { code: 'MYC00051', status: 502 } });
    expect(answer.headers.get('x-mycelium-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.body.message + answer.body.details).not.toMatch(/127\.0\.0\.1|ECONNREFUSED/);
  });

  it('a service that does not answer in time is 504', async () => {
    const begun = Date.now();
    const answer = await call(`${gateway.url}/files/hanging`);
    expect(answer).toMatchObject({ status: 504, body: { code: 'MYC00052', status: 504 } });
    expect(Date.now() - begun).toBeGreaterThan(1500);
    expect(Date.now() - begun).toBeLessThan(5000);
  });

  it('a service that dies in the middle of its answer cuts the connection, so that nobody takes the half for the whole', async () => {
    const response = await answered(open('/files/dying').end());
    expect(response.statusCode).toBe(200);
    await expect(response.toArray()).rejects.toThrow(/aborted|ECONNRESET/);
  });

  it('the gateway serves on', async () => {
    expect((await call(`${gateway.url}/files/1`)).status).toBe(200);
  });
});

describe('O7 a stop under load', () => {
  it('lets every request finish that was accepted, and ends with exit code 0', async () => {
    const own = await startGateway({ config: embeddedConfig(await settings()) });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
    const ask = (path: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const request = http.request(`${own.url}${path}`, { agent }, response => {
          response.on('error', reject);
          response.resume().on('end', () => resolve(response.statusCode ?? 0));
        });
        request.on('error', reject).end();
      });
    const slowAgents = Array.from({ length: 50 }, () => call(`${own.url}/files/slow`));
    let stopping = false;
    const failures: unknown[] = [];
    let served = 0;
    const load = Array.from({ length: 8 }, async () => {
      for (;;) {
        try {
          if ((await ask('/files/1')) !== 200) failures.push('not 200');
          served += 1;
        } catch (error) {
          // Once the listener is closed there is nobody to connect to: that is not a request that failed.
          const code = (error as NodeJS.ErrnoException).code;
          if (stopping && code === 'ECONNREFUSED') return;
          failures.push(error);
          return;
        }
      }
    });
    await sleep(700);
    expect(seen.slowAnswered).toBe(0);
    expect(served).toBeGreaterThan(50);
    stopping = true;
    const stopped = own.stop();
    const answers = await Promise.all(slowAgents);
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    await Promise.all(load);
    expect(failures).toEqual([]);
    expect(seen.slowAnswered).toBe(50);
    await stopped;
    agent.destroy();
  });
});
