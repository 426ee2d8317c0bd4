import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An OpenID Connect provider on 127.0.0.1, with what it was asked for. */
export interface TestIssuer {
  readonly url: string;
  readonly requests: string[];
  /** Replaces the answer of the key set or userinfo address. */
  answer(path: string, handler: (request: IncomingMessage, response: ServerResponse) => void): void;
  restore(path: string): void;
  close(): Promise<void>;
}

export interface TestKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export const rsaKey = (kid: string): TestKey => ({
  kid,
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }),
});
export const ecKey = (kid: string): TestKey => ({
  kid,
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }),
});
export const edKey = (kid: string): TestKey => ({ kid, ...generateKeyPairSync('ed25519') });

export const jwkOf = ({ kid, publicKey }: TestKey, extra: object = {}): object => ({
  ...publicKey.export({ format: 'jwk' }),
  kid,
  use: 'sig',
  ...extra,
});

export const json =
  (body: unknown, status = 200) =>
  (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

export async function startTestIssuer(keys: readonly object[]): Promise<TestIssuer> {
  const requests: string[] = [];
  const defaults = { '/jwks': json({ keys }), '/userinfo': json({}, 404) };
  const handlers = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>(
    Object.entries(defaults),
  );
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push(path);
    const handler = handlers.get(path) ?? json({}, 404);
    handler(request, response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answer: (path, handler) => void handlers.set(path, handler),
    restore: path => void handlers.set(path, defaults[path as keyof typeof defaults]),
    close: () => {
      server.closeAllConnections();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with exactly this header, these claims and this signature. */
export function rawToken(header: object, claims: unknown, signature = 'c2ln'): string {
  return `${encoded(header)}.${encoded(claims)}.${signature}`;
}

type TestAlgorithm = 'RS256' | 'RS512' | 'PS256' | 'ES256' | 'EdDSA';

const signers: Readonly<Record<TestAlgorithm, (bytes: Buffer, key: KeyObject) => Buffer>> = {
  RS256: (bytes, key) => sign('sha256', bytes, key),
  RS512: (bytes, key) => sign('sha512', bytes, key),
  PS256: (bytes, key) =>
    sign('sha256', bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
  ES256: (bytes, key) => sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }),
  EdDSA: (bytes, key) => sign(null, bytes, key),
};

/** A token with exactly these claims, signed by the key. `header` adds to the usual header or replaces parts of it. */
export function signed(
  key: TestKey,
  claims: object,
  { algorithm = 'RS256', header = {} }: { algorithm?: TestAlgorithm; header?: object } = {},
): string {
  const body = `${encoded({ typ: 'JWT', alg: algorithm, kid: key.kid, ...header })}.${encoded(claims)}`;
  return `${body}.${signers[algorithm](Buffer.from(body), key.privateKey).toString('base64url')}`;
}
