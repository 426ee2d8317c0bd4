// The yardstick: as little as a reverse proxy can do over node:http and one undici pool, and still be correct for
// plain exchanges. Raw fields both ways without those of the hop, bodies streamed with back-pressure, nothing else.
import { createServer, type ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'upgrade',
  'transfer-encoding',
]);

const pool = new Pool(process.env.TARGET ?? '', { connections: 64, pipelining: 1 });

class PlainAnswer implements Dispatcher.DispatchHandler {
  private readonly response: ServerResponse;
  private length = -1;
  private whole: Buffer | undefined = undefined;
  private streaming = false;

  constructor(response: ServerResponse) {
    this.response = response;
  }

  onRequestStart(): void {}

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    const raw = controller.rawHeaders as Buffer[];
    const headers: string[] = [];
    for (let i = 0; i < raw.length; i += 2) {
      const name = raw[i]!.toString('latin1');
      const lower = name.toLowerCase();
      if (HOP_BY_HOP.has(lower)) continue;
      const value = raw[i + 1]!.toString('latin1');
      if (lower === 'content-length') this.length = Number(value);
      headers.push(name, value);
    }
    this.response.writeHead(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (chunk.length === this.length) this.whole = chunk;
    else if (!this.response.write(chunk)) {
      // A client that has left never drains.
      if (this.response.destroyed) controller.abort(new Error('the client has left'));
      else controller.pause();
      if (this.streaming) return;
      this.streaming = true;
      const resume = (): void => controller.resume();
      this.response.on('drain', resume).on('close', resume);
    }
  }

  onResponseEnd(): void {
    if (this.whole === undefined) this.response.end();
    else this.response.end(this.whole);
  }

  onResponseError(): void {
    if (this.response.headersSent) this.response.destroy();
    else this.response.writeHead(502).end();
  }
}

const server = createServer(
  { keepAliveTimeout: 60_000, requestTimeout: 0, headersTimeout: 0, connectionsCheckingInterval: 30_000 },
  (request, response) => {
    response.sendDate = false;
    const raw = request.rawHeaders;
    const headers: string[] = [];
    for (let i = 0; i < raw.length; i += 2) {
      if (!HOP_BY_HOP.has(raw[i]!.toLowerCase())) headers.push(raw[i]!, raw[i + 1]!);
    }
    const bodyless = request.method === 'GET' || request.method === 'HEAD';
    pool.dispatch(
      {
        path: request.url ?? '/',
        method: request.method as Dispatcher.HttpMethod,
        headers,
        body: bodyless ? null : request,
      },
      new PlainAnswer(response),
    );
  },
);
server.listen(Number(process.env.PORT), '127.0.0.1');

process.once('SIGTERM', () => process.exit(0));
