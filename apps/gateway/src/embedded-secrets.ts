import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '@mycelium/kernel';

/** What an installation without a configuration needs and nobody has to choose. */
export interface EmbeddedSecrets {
  readonly tokenSecret: Secret;
  readonly jwtSecret: Secret;
  readonly bootstrapSecret: Secret;
  /** Where the bootstrap secret stands, for the one who may read it. */
  readonly bootstrapSecretFile: string;
}

const OWNER_ONLY = 0o600;

/** Reads the secrets kept in the data folder; those that are not there yet are made once, readable by the owner only. */
export async function embeddedSecrets(dataFolder: string): Promise<EmbeddedSecrets> {
  const folder = join(dataFolder, 'secrets');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = (name: string): string => join(folder, `${name}.secret`);
  return {
    tokenSecret: await readOrMake(file('token_secret'), uuid),
    jwtSecret: await readOrMake(file('jwt_secret'), () => randomBytes(48).toString('base64url')),
    bootstrapSecret: await readOrMake(file('staff_bootstrap_secret'), () =>
      randomBytes(18).toString('base64url'),
    ),
    bootstrapSecretFile: file('staff_bootstrap_secret'),
  };
}

const uuid = (): string => crypto.randomUUID();

async function readOrMake(path: string, make: () => string): Promise<Secret> {
  try {
    // `wx` fails when the file is there: of two processes that start at once, one secret survives.
    await writeFile(path, `${make()}\n`, { flag: 'wx', mode: OWNER_ONLY });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    await chmod(path, OWNER_ONLY);
  }
  return new Secret((await readFile(path, 'utf8')).trim());
}
