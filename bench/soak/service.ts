// The service behind the gateway in the soak: answers, takes and sends bodies, streams events, echoes WebSockets.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { echo } from '../load/web-socket-service.ts';

const CHUNK = Buffer.alloc(16_384, 'd');
const EVENT_PAUSE_MS = 40;

async function download(response: ServerResponse, bytes: number): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': bytes });
  for (let left = bytes; left > 0 && !response.destroyed; left -= CHUNK.length) {
    if (response.write(left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK)) continue;
    await new Promise<void>(resolve => response.once('drain', resolve).once('close', resolve));
  }
  response.end();
}

async function upload(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let bytes = 0;
  for await (const chunk of request) bytes += (chunk as Buffer).length;
  response.end(JSON.stringify({ bytes }));
}

async function events(response: ServerResponse, total: number): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  for (let sent = 0; sent < total && !response.destroyed; sent++) {
    response.write(`data: ${sent}\n\n`);
    await sleep(EVENT_PAUSE_MS);
  }
  response.end();
}

/** The last part of the path says what, the query how much. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://service');
  const n = Number(url.searchParams.get('n') ?? 0);
  switch (url.pathname.split('/').at(-1)) {
    case 'download':
      return download(response, n);
    case 'upload':
      return upload(request, response);
    case 'events':
      return events(response, n);
    default: {
      request.resume();
      const who = request.headers['x-mycelium-email'] ?? null;
      response.end(JSON.stringify({ who, profile: request.headers['x-mycelium-profile'] !== undefined }));
    }
  }
}

const server = createServer((request, response) => {
  // An upload that its client gave up ends here; that is what it is for.
  answer(request, response).catch(() => response.destroy());
});
server.on('upgrade', echo).listen(Number(process.env.PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
