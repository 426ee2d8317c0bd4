import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { describe, line, type Received } from './describe.ts';

/**
 * A service as it stands behind the gateway: it answers every request with what it received, and hands
 * one line about it to `print`. `GET /health` answers 200 and prints nothing.
 */
export function downstreamService(print: (line: string) => void): Server {
  return createServer((request, response) => {
    answer(request, response, print).catch((error: unknown) => {
      // The client went away in the middle of its upload: there is nobody left to answer.
      print(
        `${request.method} ${request.url}  broken off: ${error instanceof Error ? error.message : error}`,
      );
      response.destroy();
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  print: (line: string) => void,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  if (url === '/health') return send(response, { status: 'up' });
  const received: Received = { ...describe({ method, url, headers }), bodyBytes: await countBytes(request) };
  print(line(received));
  send(response, received);
}

/** Reads the body to its end without keeping it, so that an upload of any size costs no memory. */
async function countBytes(request: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const chunk of request) bytes += (chunk as Buffer).length;
  return bytes;
}

function send(response: ServerResponse, body: object): void {
  const json = `${JSON.stringify(body, undefined, 2)}\n`;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) });
  response.end(json);
}
