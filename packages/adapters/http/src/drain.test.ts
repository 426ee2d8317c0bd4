import { once } from 'node:events';
import http, { type RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { drain } from './drain.ts';

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

async function connected(listener: RequestListener) {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.setEncoding('utf8').on('error', () => undefined);
  await once(socket, 'connect');
  return { server, socket };
}

const answerOn = async (socket: Socket): Promise<string> => String((await once(socket, 'data'))[0]);

it('answers a request that comes right after the end began, on a connection that waited', async () => {
  const { server, socket } = await connected((_request, response) => response.end('served'));
  socket.write(REQUEST);
  expect(await answerOn(socket)).toContain('served');
  const drained = drain(server, 5000);
  socket.write(REQUEST);
  expect(await answerOn(socket)).toContain('served');
  await drained;
  expect(server.listening).toBe(false);
});

it('closes a connection that only waits soon, long before the time of grace is over', async () => {
  const { server, socket } = await connected((_request, response) => response.end());
  socket.write(REQUEST);
  await answerOn(socket);
  const begun = performance.now();
  await drain(server, 60_000);
  expect(performance.now() - begun).toBeLessThan(5000);
});

it('lets a busy connection finish, and cuts one that is not done in time', async () => {
  const finishing = await connected((_request, response) => setTimeout(() => response.end('late'), 900));
  finishing.socket.write(REQUEST);
  await once(finishing.server, 'request');
  const drained = drain(finishing.server, 5000);
  expect(await answerOn(finishing.socket)).toContain('late');
  await drained;

  const hanging = await connected(() => undefined);
  hanging.socket.write(REQUEST);
  await once(hanging.server, 'request');
  const closed = once(hanging.socket, 'close');
  await drain(hanging.server, 200);
  await closed;
});
