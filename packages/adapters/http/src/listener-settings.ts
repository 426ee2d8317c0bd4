import type { TlsTexts } from './tls-material.ts';

/** What one client may take up. Times are in seconds, sizes in bytes. */
export interface ListenerLimits {
  readonly headerBytes: number;
  readonly headerCount: number;
  /** Of requests to services whose route does not say otherwise; 0 is any size. */
  readonly bodyBytes: number;
  /** Of one process; more are answered 503, over TLS closed at once. */
  readonly maxConnections: number;
  /** After which a connection is closed; 0 is any number. */
  readonly requestsPerConnection: number;
  /** From the first byte of a request to the last of its header fields. */
  readonly headersTimeout: number;
  /** The longest pause between two parts of a request body. */
  readonly uploadIdleTimeout: number;
  /** How long a client may take nothing of an answer that is ready for it. */
  readonly downloadIdleTimeout: number;
  /** How long an idle connection is kept. */
  readonly keepAliveTimeout: number;
}

export interface ListenerSettings {
  /** Absent: cleartext. */
  readonly tls?: TlsTexts;
  /** HTTP/2 in cleartext, for clients that know beforehand (RFC 9113 §3.3). */
  readonly h2c: boolean;
  /** Connections of trusted proxies begin with a PROXY header. */
  readonly proxyProtocol: boolean;
  /** Address blocks. */
  readonly trustedProxies: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly limits: ListenerLimits;
}

export const DEFAULT_LIMITS: ListenerLimits = {
  headerBytes: 16 * 1024,
  headerCount: 200,
  bodyBytes: 0,
  maxConnections: 10_000,
  requestsPerConnection: 0,
  headersTimeout: 20,
  uploadIdleTimeout: 30,
  downloadIdleTimeout: 60,
  keepAliveTimeout: 65,
};

export const DEFAULT_SETTINGS: ListenerSettings = {
  h2c: false,
  proxyProtocol: false,
  trustedProxies: [],
  allowedOrigins: [],
  limits: DEFAULT_LIMITS,
};
