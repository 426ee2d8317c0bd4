import { argon2Sync, randomBytes } from 'node:crypto';

/** Argon2id (RFC 9106), version 1.3. Memory in KiB. These numbers are the ones that stored passwords have always had. */
const COST = { memory: 19_456, passes: 2 } as const;
const SALT_BYTES = 16;
const TAG_BYTES = 32;

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

export interface HashOptions {
  readonly salt?: Buffer;
  readonly memory?: number;
  readonly passes?: number;
}

/** The PHC string of a password: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`. */
export function passwordHash(password: string, options: HashOptions = {}): string {
  const { salt = randomBytes(SALT_BYTES), memory = COST.memory, passes = COST.passes } = options;
  const tag = argon2Sync('argon2id', {
    message: Buffer.from(password, 'utf8'),
    nonce: salt,
    parallelism: 1,
    tagLength: TAG_BYTES,
    memory,
    passes,
  });
  return `$argon2id$v=19$m=${memory},t=${passes},p=1$${base64(salt)}$${base64(tag)}`;
}
