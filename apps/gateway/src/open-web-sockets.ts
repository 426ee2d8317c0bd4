import type { SharedCache } from '@mycelium/accounts';
import { type WebSockets, webSockets } from '@mycelium/adapter-http';
import type { GatewayConfig } from '@mycelium/config';
import { compileCors, type PipelinePorts } from '@mycelium/gateway-core';
import type { Logger } from '@mycelium/kernel';

interface Parts {
  readonly pipeline: PipelinePorts;
  readonly cache: SharedCache;
  readonly accessLog: Logger;
}

/** The WebSockets of this process, limited as the configuration says. */
export function openWebSockets({ webSocket, server }: GatewayConfig, parts: Parts): WebSockets {
  const origins = compileCors(server.allowedOrigins);
  return webSockets({
    ...parts,
    limits: {
      maxConnections: webSocket.maxConnections,
      maxConnectionsPerClient: webSocket.maxConnectionsPerClient,
      idleSeconds: webSocket.idleSeconds,
      maxSessionSeconds: webSocket.maxSessionSeconds,
      handshakeSeconds: server.gatewayTimeout,
    },
    originAllowed: origin => origins.grant(origin) !== undefined,
  });
}
