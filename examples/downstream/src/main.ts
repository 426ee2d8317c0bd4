import { downstreamService } from './service.ts';

const DEFAULT_PORT = 9090;

function portFrom(text: string | undefined): number {
  const port = text === undefined || text === '' ? DEFAULT_PORT : Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  return fail(`EXAMPLE_PORT is "${text}", but a port is a whole number from 1 to 65535.`);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function explain(error: NodeJS.ErrnoException): string {
  const where = `${host}:${port}`;
  if (error.code === 'EADDRINUSE') {
    return `The example service cannot listen on ${where}: the port is in use. Stop what uses it, or choose another one with EXAMPLE_PORT and name it in the configuration of the gateway.`;
  }
  if (error.code === 'EACCES') {
    return `The example service may not listen on ${where}. Choose a port above 1023 with EXAMPLE_PORT.`;
  }
  return `The example service cannot listen on ${where}: ${error.message}.`;
}

const host = process.env.EXAMPLE_HOST ?? '127.0.0.1';
const port = portFrom(process.env.EXAMPLE_PORT);
const service = downstreamService(text => process.stdout.write(`[example] ${text}\n`));

function stop(): void {
  service.close();
  // Requests in flight end by themselves; connections that only wait for the next one are closed.
  service.closeIdleConnections();
  process.channel?.unref();
}

service.on('error', error => fail(explain(error)));
service.listen(port, host, () => {
  process.stdout.write(`[example] The example service listens on http://${host}:${port}\n`);
  process.send?.('ready');
});
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
// Started by another process, it does not outlive that one.
process.once('disconnect', stop);
