// The yardstick's other form, to keep the yardstick honest: the first chunk is held back until a second one or the end
// comes, instead of being recognised as the whole body by its length. Everything else is the same.
import { createServer, type ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';

const OF_THE_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);
const services = new Pool(process.env.TARGET ?? '', { connections: 64, pipelining: 1 });

class HeldBackAnswer implements Dispatcher.DispatchHandler {
  private readonly client: ServerResponse;
  private held: Buffer | undefined = undefined;
  private streaming = false;

  constructor(client: ServerResponse) {
    this.client = client;
  }

  onRequestStart(): void {}

  onResponseStart({ rawHeaders }: Dispatcher.DispatchController, status: number): void {
    const fields: string[] = [];
    const raw = rawHeaders as Buffer[];
    for (let at = 0; at < raw.length; at += 2) {
      const name = raw[at]!.toString('latin1');
      if (!OF_THE_HOP.has(name.toLowerCase())) fields.push(name, raw[at + 1]!.toString('latin1'));
    }
    this.client.writeHead(status, fields);
  }

  onResponseData(flow: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.streaming && this.held === undefined) {
      this.held = chunk;
      return;
    }
    if (this.held !== undefined) this.client.write(this.held);
    this.held = undefined;
    if (!this.streaming) {
      const resume = (): void => flow.resume();
      this.client.on('drain', resume).on('close', resume);
      this.streaming = true;
    }
    if (this.client.write(chunk)) return;
    if (this.client.destroyed) flow.abort(new Error('the client has left'));
    else flow.pause();
  }

  onResponseEnd(): void {
    if (this.held === undefined) this.client.end();
    else this.client.end(this.held);
  }

  onResponseError(): void {
    if (this.client.headersSent) this.client.destroy();
    else this.client.writeHead(502).end();
  }
}

createServer(
  { keepAliveTimeout: 60_000, requestTimeout: 0, headersTimeout: 0, connectionsCheckingInterval: 30_000 },
  (request, response) => {
    response.sendDate = false;
    const fields: string[] = [];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      const name = request.rawHeaders[at]!;
      if (!OF_THE_HOP.has(name.toLowerCase())) fields.push(name, request.rawHeaders[at + 1]!);
    }
    const method = request.method as Dispatcher.HttpMethod;
    const body = method === 'GET' || method === 'HEAD' ? null : request;
    services.dispatch(
      { path: request.url ?? '/', method, headers: fields, body },
      new HeldBackAnswer(response),
    );
  },
).listen(Number(process.env.PORT), '127.0.0.1');

process.once('SIGTERM', () => process.exit(0));
