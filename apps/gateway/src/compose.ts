import type { AddressInfo } from 'node:net';
import type { AccountsPorts, SharedCache } from '@mycelium/accounts';
import { clientAddressOf, Forwarder, type NativeInfo, nativeApp, requestId } from '@mycelium/adapter-http';
import { jwtTokenVerifier } from '@mycelium/adapter-identity';
import { memorySharedCache } from '@mycelium/adapter-memory';
import type { Postgres } from '@mycelium/adapter-postgres';
import { redisSharedCache } from '@mycelium/adapter-redis';
import type { GatewayConfig } from '@mycelium/config';
import {
  callerSignatures,
  ensureRouteRoles,
  Identities,
  type PipelinePorts,
  RouteTable,
  requestCounter,
  sourcePolicies,
} from '@mycelium/gateway-core';
import { type Logger, type Meter, systemClock } from '@mycelium/kernel';
import { type MailDispatcher, mailDispatcher } from '@mycelium/notifications';
import { adminDoorPorts, adminRegistry } from './admin-doors.ts';
import { adminPorts, audienceOf, jwtSecretOf } from './admin-ports.ts';
import { type EmbeddedSecrets, embeddedSecrets } from './embedded-secrets.ts';
import { type Lifecycle, lifecycle } from './lifecycle.ts';
import { openListener } from './open-listener.ts';
import { openMail } from './open-mail.ts';
import { openMeter } from './open-meter.ts';
import { openServices } from './open-services.ts';
import { openStorage } from './open-storage.ts';
import { openWebSockets } from './open-web-sockets.ts';
import { version } from './version.ts';

export interface ComposeOptions {
  readonly log: Logger;
  readonly configFile: string | undefined;
  readonly dataFolder: string;
  readonly color: boolean;
  readonly progress: (line: string) => void;
  readonly print: (text: string) => void;
}

export interface Gateway {
  readonly routes: RouteTable;
  /** Whether nobody has claimed the instance yet, and where the secret for it stands. */
  readonly claim: { readonly open: boolean; readonly secretFile: string | undefined };
  listen(): Promise<AddressInfo>;
  /** Lets running exchanges finish within `graceMs`, then closes everything. */
  close(graceMs: number): Promise<void>;
}

const MAX_MAIL_ATTEMPTS = 5;

/** Puts the gateway together. Everything that is opened here is closed by `close`, in reverse. */
export async function compose(config: GatewayConfig, options: ComposeOptions): Promise<Gateway> {
  const { log } = options;
  const life = lifecycle((name, error) => log.log('error', 'could not be closed', { name, error }));
  try {
    return await assemble(config, options, life);
  } catch (error) {
    await life.close();
    throw error;
  }
}

async function assemble(config: GatewayConfig, options: ComposeOptions, life: Lifecycle): Promise<Gateway> {
  const { log } = options;
  const routes = loadRoutes(config, log);
  const made = config.database.kind === 'embedded' ? await embeddedSecrets(options.dataFolder) : undefined;
  const storage = await openStorage(config.database, options);
  life.onClose('database', () => storage.close());
  const cache = openCache(config, log);
  life.onClose('cache', () => cache.close());

  const meter = await openMeter(config.logging, { log, life });
  const dispatcher = startMailDispatcher(config, { storage, options, life });
  const identities = openIdentities(config, { storage, cache, log, made, meter });
  life.onClose('identities', () => identities.close());
  const services = openServices(config, { routes, log, life });
  const ports = adminPorts(config, { storage, cache, made, services, nudge: () => dispatcher.nudge() });
  await ensureRouteRoles(ports, config.services);
  const operations = adminRegistry(config.auth.internal !== undefined);
  const native = nativeApp({
    registry: operations,
    door: {
      ...adminDoorPorts(ports, identities, log.child('gateway.admin')),
      clientAddress: clientAddressOf,
    },
    info: nativeInfo(config),
    health: { database: () => storage.ready(), cache: () => cache.ready() },
    log: log.child('gateway.admin'),
  });
  const forwarder = new Forwarder(
    {
      timeoutSeconds: config.server.gatewayTimeout,
      connectionsPerOrigin: config.limits.downstreamConnections,
    },
    log.child('gateway.forwarder'),
  );
  life.onClose('connections to services', () => forwarder.destroy());
  const signatures = callerSignatures(config.services, systemClock);
  const pipeline: PipelinePorts = {
    routes,
    identities,
    sources: sourcePolicies(config.services),
    ...(signatures && { signatures }),
    ...(meter && { requests: requestCounter(meter) }),
    strictPaths: config.server.strictPaths,
    underscoreHeaders: config.server.underscoreHeaders,
    log: log.child('gateway.router'),
  };
  const accessLog = log.child('gateway.access');
  const webSockets = openWebSockets(config, { pipeline, cache, accessLog });
  const listener = openListener(config, {
    pipeline,
    forwarder,
    native: native.handle,
    newRequestId: requestId,
    accessLog,
    webSockets,
  });
  return {
    routes,
    claim: await claimOf(ports, made),
    listen: async () => {
      const address = await listener.listen({ host: config.server.ip, port: config.server.port });
      native.ready();
      return address;
    },
    close: async graceMs => {
      native.draining();
      await Promise.all([listener.close(graceMs), webSockets.close(graceMs)]);
      await life.close();
    },
  };
}

interface MailParts {
  readonly storage: Postgres;
  readonly options: ComposeOptions;
  readonly life: Lifecycle;
}

function startMailDispatcher(config: GatewayConfig, { storage, options, life }: MailParts): MailDispatcher {
  const dispatcher = mailDispatcher({
    queue: storage.mailQueue,
    sender: openMail(config.mail, { ...options, life }),
    clock: systemClock,
    log: options.log,
    settings: {
      intervalSeconds: config.mailQueue.consumeInterval,
      batchSize: config.mailQueue.claimBatchSize,
      visibilityTimeoutSeconds: config.mailQueue.visibilityTimeout,
      maxAttempts: MAX_MAIL_ATTEMPTS,
    },
  });
  dispatcher.start();
  life.onClose('mail dispatcher', () => dispatcher.stop());
  return dispatcher;
}

function loadRoutes(config: GatewayConfig, log: Logger): RouteTable {
  const routes = new RouteTable(config.services);
  for (const { disabled, route, service } of routes.routes) {
    if (disabled !== undefined)
      log.log('warn', 'a route is closed', {
        service: service.name,
        path: route.path,
        where: route.origin,
        reason: disabled,
      });
  }
  return routes;
}

const openCache = ({ cache }: GatewayConfig, log: Logger): SharedCache =>
  cache.kind === 'redis'
    ? redisSharedCache({ url: cache.url, log, clientName: `myc-api ${process.pid}` })
    : memorySharedCache({ clock: systemClock });

function nativeInfo({ core, openrpc, server }: GatewayConfig): NativeInfo {
  const local = `${server.tls ? 'https' : 'http'}://${server.ip}:${server.port}/_adm/rpc`;
  const production = openrpc.prodUrl === undefined ? [] : [{ name: 'Production', url: openrpc.prodUrl }];
  return {
    version,
    ...(core.domainUrl !== undefined && { url: core.domainUrl }),
    rpcServers: [{ name: 'Development', url: openrpc.devUrl ?? local }, ...production],
  };
}

interface IdentityParts {
  readonly storage: Postgres;
  readonly cache: SharedCache;
  readonly log: Logger;
  readonly made: EmbeddedSecrets | undefined;
  readonly meter: Meter | undefined;
}

function openIdentities(
  config: GatewayConfig,
  { storage, cache, log, made, meter }: IdentityParts,
): Identities {
  const secret = jwtSecretOf(config, made);
  const { jwksTtl, emailTtl, profileTtl } = config.identityCache;
  const verifier = jwtTokenVerifier({
    ...(secret && { internal: { secret, audience: audienceOf(config) } }),
    external: config.auth.external,
    clock: systemClock,
    cache,
    ttl: { jwksSeconds: jwksTtl, emailSeconds: emailTtl },
  });
  return new Identities({
    verifier,
    source: storage.profileSource,
    cache,
    now: Date.now,
    log: log.child('identity'),
    profileTtl,
    ...(meter && { meter }),
  });
}

async function claimOf(
  { unitOfWork, bootstrapSecret: secret }: AccountsPorts,
  made: EmbeddedSecrets | undefined,
) {
  const claimed = await unitOfWork.run(({ settings }) => settings.has('staff_bootstrap'));
  return { open: secret.enabled && !claimed, secretFile: made?.bootstrapSecretFile };
}
