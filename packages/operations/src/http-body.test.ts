import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
