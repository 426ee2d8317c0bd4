import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

let trust: SecureContext | undefined;

/**
 * Whom services' certificates may come from: the authorities that Node brings, those of `NODE_EXTRA_CA_CERTS`, those
 * of the operating system. Reading them takes a while, so it is done once, with the first service that speaks TLS.
 */
export function serviceTrust(): SecureContext {
  trust ??= createSecureContext({ ca: [...getCACertificates('default'), ...getCACertificates('system')] });
  return trust;
}
