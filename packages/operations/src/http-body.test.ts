import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { readText } from './http-body.ts';

it.each([true, false])('reads no body as no text (requests handed over ended: %s)', async optimized => {
  const server = createServer({ optimizeEmptyRequests: optimized }, (request, response) => {
    void readText(request, 100).then(text => response.end(`[${text}]`));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const answers = ['DELETE', 'POST'].map(async method =>
    (await fetch(url, { method, signal: AbortSignal.timeout(2000) })).text(),
  );
  expect(await Promise.all(answers)).toEqual(['[]', '[]']);
  expect(await (await fetch(url, { method: 'POST', body: 'text' })).text()).toBe('[text]');
  server.closeAllConnections();
  server.close();
});

it('lets a client that is still sending read why its body is refused, and cuts off one that does not stop', async () => {
  const server = createServer((request, response) => {
    readText(request, 1000).catch((error: Error) => response.writeHead(413).end(error.message));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const refused = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x'.repeat(4_000_000) });
  expect(refused.status).toBe(413);

  const socket = connect(port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n');
  const sending = setInterval(() => socket.write('x'), 20);
  socket.on('error', () => undefined);
  let answer = '';
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString();
  });
  // Not `once`, which rejects at the reset that a cut connection may end with.
  await new Promise(resolve => socket.once('close', resolve));
  clearInterval(sending);
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  server.closeAllConnections();
  server.close();
});
