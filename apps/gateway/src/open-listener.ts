import { gatewayListener, type Listener, type ListenerPorts, TlsProblem } from '@mycelium/adapter-http';
import type { GatewayConfig } from '@mycelium/config';
import { StartError } from './start-error.ts';

/** Makes the listener as the configuration describes it. Throws `StartError` for a certificate or key that is none. */
export function openListener({ server, limits }: GatewayConfig, ports: ListenerPorts): Listener {
  const { tls, h2c, proxyProtocol, trustedProxies, allowedOrigins } = server;
  try {
    return gatewayListener(ports, {
      ...(tls !== undefined && { tls }),
      h2c,
      proxyProtocol,
      trustedProxies,
      allowedOrigins,
      limits,
    });
  } catch (cause) {
    if (!(cause instanceof TlsProblem)) throw cause;
    throw new StartError(
      `${cause.message}\nBoth stand under [api.tls.define]; without it the gateway speaks no TLS.`,
      cause,
    );
  }
}
