import cluster from 'node:cluster';
import { resolve } from 'node:path';
import { formatProblems, type GatewayConfig } from '@mycelium/config';
import { banner } from './banner.ts';
import { compose, type Gateway } from './compose.ts';
import { giveMemoryBack } from './give-memory-back.ts';
import { openLog } from './open-log.ts';
import { readConfig } from './read-config.ts';
import { StartError } from './start-error.ts';
import { superviseWorkers } from './workers.ts';

const GRACE_MS = 30_000;

/** Listening there, the gateway is reached as `localhost`. */
const HERE: ReadonlySet<string> = new Set(['0.0.0.0', '::', '127.0.0.1', '::1']);

/** Starts the gateway and resolves with the exit code when it has been stopped. */
export async function serve(configFile: string | undefined): Promise<number> {
  const loaded = await readConfig(configFile);
  if (!loaded.ok) throw new StartError(formatProblems(loaded.problems));
  if (cluster.isPrimary) {
    if (loaded.warnings.length > 0) process.stderr.write(`${formatProblems(loaded.warnings)}\n`);
    if (loaded.ignored.length > 0)
      process.stderr.write(`Accepted, but without a meaning here: ${loaded.ignored.join(', ')}\n`);
  }
  const config = reachable(loaded.config);
  const many = config.server.workers > 1 && config.database.kind === 'postgres';
  if (many && cluster.isPrimary) return superviseWorkers(config.server.workers, GRACE_MS);
  return run(config, configFile);
}

/** Without a configured address the embedded mode is reached where it listens, so that the links in its mails work. */
function reachable(config: GatewayConfig): GatewayConfig {
  if (config.core.domainUrl !== undefined || config.database.kind !== 'embedded') return config;
  return { ...config, core: { ...config.core, domainUrl: `http://localhost:${config.server.port}` } };
}

const dataFolderOf = ({ database }: GatewayConfig): string =>
  resolve(database.kind === 'embedded' ? database.directory : '.mycelium');

async function run(config: GatewayConfig, configFile: string | undefined): Promise<number> {
  const began = performance.now();
  const color = (process.stdout.isTTY ?? false) && !process.env.NO_COLOR;
  const logger = openLog(config.logging, color);
  const dataFolder = dataFolderOf(config);
  const print = (text: string): void => void process.stdout.write(text);
  const stopped = stopSignal();
  try {
    const gateway = await compose(config, {
      log: logger,
      configFile,
      dataFolder,
      color,
      print,
      progress: line => print(`  ${line}\n`),
    });
    giveMemoryBack();
    const url = await listen(gateway, config);
    if (cluster.isPrimary || cluster.worker?.id === 1) {
      const seconds = (performance.now() - began) / 1000;
      print(
        banner({ url, config, routes: gateway.routes, dataFolder, claim: gateway.claim, seconds, color }),
      );
    }
    await stopped;
    if (cluster.isPrimary) print('\nStopping: running requests may finish.\n');
    await gateway.close(GRACE_MS);
    return 0;
  } finally {
    await logger.close();
    // Listening for its end has kept the channel to the primary open, and with it this process.
    process.channel?.unref();
  }
}

async function listen(gateway: Gateway, { server }: GatewayConfig): Promise<string> {
  try {
    const { port } = await gateway.listen();
    const host = HERE.has(server.ip) ? 'localhost' : server.ip;
    return `${server.tls ? 'https' : 'http'}://${host}:${port}`;
  } catch (error) {
    await gateway.close(0);
    throw refusedAddress(error, server.ip, server.port);
  }
}

function refusedAddress(error: unknown, ip: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  const advice = `Stop what listens there, or set another servicePort under [api].`;
  if (code === 'EADDRINUSE') return new StartError(`Port ${port} on ${ip} is in use.\n${advice}`, error);
  if (code === 'EACCES')
    return new StartError(
      `Port ${port} needs more rights than this user has.\nSet a servicePort above 1023 under [api].`,
      error,
    );
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new StartError(`${ip} is not an address of this machine.\nSet serviceIp under [api].`, error);
  return error;
}

/**
 * The first signal stops in order; a second one ends the process at once. Workers leave Ctrl-C, which reaches the whole
 * group of processes, to their primary, which asks them with SIGTERM.
 */
function stopSignal(): Promise<void> {
  return new Promise(resolveStop => {
    let asked = false;
    const stop = (): void => {
      if (asked) process.exit(130);
      asked = true;
      resolveStop();
    };
    process.on('SIGINT', () => cluster.isPrimary && stop());
    process.on('SIGTERM', stop);
    // The primary of a group of workers asks over its channel.
    process.on('disconnect', stop);
  });
}
