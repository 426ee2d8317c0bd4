import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { GatewayConfig } from '../model/gateway-config.ts';
import { formatProblems } from '../problems.ts';
import { type LoadedConfig, type LoadRequest, loadConfig } from './load-config.ts';

const NAMESPACE_DNS = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');

/** RFC 9562 §5.3. */
const uuidV3 = (name: string): string => {
  const digest = createHash('md5').update(NAMESPACE_DNS).update(name).digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x30, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
};

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** Content of the Vault by `path#key`; without it no Vault can be opened. */
  readonly vault?: Readonly<Record<string, string>>;
}

/** Loads a text as `config.toml` in a world made for the test. */
export function load(text: string, { env = {}, vault }: Surroundings = {}): Promise<LoadedConfig> {
  const request: LoadRequest = { file: 'config.toml', text, env: name => env[name], uuidV3 };
  if (vault === undefined) return loadConfig(request);
  return loadConfig({
    ...request,
    openVault: () => ({ read: async (path, key) => vault[`${path}#${key}`] }),
  });
}

/** The configuration of a text that must be right. */
export async function configOf(text: string, surroundings?: Surroundings): Promise<GatewayConfig> {
  const loaded = await load(text, surroundings);
  if (!loaded.ok) throw new Error(`does not load:\n${formatProblems(loaded.problems)}`);
  return loaded.config;
}

/** The report on a text that must be wrong, one line per problem. */
export async function problemsOf(text: string, surroundings?: Surroundings): Promise<readonly string[]> {
  const loaded = await load(text, surroundings);
  return loaded.ok ? [] : formatProblems(loaded.problems).split('\n');
}

export async function warningsOf(text: string, surroundings?: Surroundings): Promise<readonly string[]> {
  const { warnings } = await load(text, surroundings);
  return warnings.length === 0 ? [] : formatProblems(warnings).split('\n');
}

const FIXTURES = new URL('../../fixtures/', import.meta.url);

/** The example files of one folder of `fixtures/`: name and text. */
export const examples = (folder: string): readonly (readonly [string, string])[] =>
  readdirSync(new URL(`${folder}/`, FIXTURES)).map(name => [
    name,
    readFileSync(new URL(`${folder}/${name}`, FIXTURES), 'utf8'),
  ]);
