import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Secret } from '@mycelium/kernel';

/** PEM texts (RFC 7468): the server's certificate followed by those that lead to its root, and its private key. */
export interface TlsTexts {
  readonly certificate: Secret;
  readonly key: Secret;
}

/** Why the listener cannot speak TLS with what it was given. The message is for the operator. */
export class TlsProblem extends Error {}

export interface TlsMaterial {
  /** The whole chain. */
  readonly cert: string;
  readonly key: string;
  /** When the server's own certificate runs out. */
  readonly validTo: Date;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Variables of an environment often hold line ends as two characters. */
const lines = (text: string): string => (text.includes('\n') ? text : text.replaceAll('\\n', '\n'));

/** Checks both texts and that they belong together. Throws `TlsProblem`. */
export function tlsMaterial(texts: TlsTexts): TlsMaterial {
  const chain = (lines(texts.certificate.reveal()).match(CERTIFICATE) ?? []).map(readCertificate);
  const [own] = chain;
  if (own === undefined)
    throw new TlsProblem(
      'tlsCert holds no certificate. It is the PEM text itself, from -----BEGIN CERTIFICATE----- on, not the name of a file.',
    );
  const keyText = lines(texts.key.reveal());
  const key = readKey(keyText);
  if (!own.checkPrivateKey(key)) throw new TlsProblem(mismatch(chain, key));
  return { cert: chain.map(String).join('\n'), key: keyText, validTo: own.validToDate };
}

function readCertificate(pem: string, index: number): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new TlsProblem(`Certificate ${index + 1} in tlsCert is damaged. Copy it again.`, { cause });
  }
}

function readKey(pem: string): KeyObject {
  if (!pem.includes('PRIVATE KEY-----'))
    throw new TlsProblem(
      'tlsKey holds no private key. It is the PEM text itself, from -----BEGIN PRIVATE KEY----- on, not the name of a file.',
    );
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    const encrypted = /ENCRYPTED/.test(pem);
    throw new TlsProblem(
      encrypted
        ? 'tlsKey is protected by a pass phrase. Give the key without one: openssl pkey -in key.pem.'
        : 'tlsKey is damaged. Copy it again.',
      { cause },
    );
  }
}

function mismatch(chain: readonly X509Certificate[], key: KeyObject): string {
  const place = chain.findIndex(certificate => certificate.checkPrivateKey(key));
  return place < 0
    ? 'tlsKey does not belong to tlsCert. They must have been made together.'
    : `tlsKey belongs to certificate ${place + 1} in tlsCert. Put the certificate of the server first, then those that lead to its root.`;
}
