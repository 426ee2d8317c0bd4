import type { FieldKind } from '@mycelium/schema';
import type { Place, Reading } from './reading.ts';
import { isTable } from './reading.ts';

type Reference =
  | { readonly from: 'env'; readonly name: string }
  | { readonly from: 'vault'; readonly path: string; readonly key: string };

export type Resolved =
  | { readonly ok: true; readonly text: string }
  /** `final`: the file itself is wrong. Otherwise the value may be there at another time. */
  | { readonly ok: false; readonly final: boolean; readonly message: string };

const failure = (final: boolean, message: string): Resolved => ({ ok: false, final, message });

/** A table whose only key is `env` or `vault`. */
export const isReference = (value: unknown): boolean => {
  if (!isTable(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'env' || keys[0] === 'vault');
};

const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** A path alone may carry its key as `path#key`; otherwise the key is the name of what is being set. */
const vaultReference = (target: unknown, ownName: string): Reference | undefined => {
  if (typeof target === 'string' && target !== '') {
    const [path = '', key = ownName] = target.split('#');
    return { from: 'vault', path, key };
  }
  if (!isTable(target)) return undefined;
  const { path, key } = target;
  return typeof path === 'string' && typeof key === 'string' ? { from: 'vault', path, key } : undefined;
};

const parseReference = (value: unknown, ownName: string): Reference | undefined => {
  if (!isTable(value)) return undefined;
  const { env, vault } = value;
  if (typeof env === 'string' && env !== '') return { from: 'env', name: env };
  return vaultReference(vault, ownName);
};

const resolveEnv = (reading: Reading, name: string): Resolved => {
  const text = reading.env(name);
  // Secrets that were read from a file often end with a line.
  if (text !== undefined) return { ok: true, text: text.replace(/\r?\n$/, '') };
  return failure(false, `the environment variable ${name} is not set; set it before the gateway starts`);
};

const resolveVault = async (reading: Reading, path: string, key: string): Promise<Resolved> => {
  if (reading.vault === undefined) {
    return failure(true, 'values from Vault cannot be read by this version; use { env = "NAME" } instead');
  }
  try {
    const text = await reading.vault.read(path, key);
    if (text !== undefined) return { ok: true, text };
    return failure(false, `Vault has no key "${key}" at "${path}"`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown reason';
    return failure(false, `Vault could not be asked for "${key}" at "${path}": ${reason}`);
  }
};

/** Looks up `{ env }` or `{ vault }`. `ownName` is the Vault key when the reference is only a path. */
export async function resolveReference(
  reading: Reading,
  { path, value }: Place,
  ownName = lastName(path),
): Promise<Resolved> {
  const reference = parseReference(value, ownName);
  if (reference === undefined) {
    return failure(true, 'must be { env = "NAME" } or { vault = { path = "…", key = "…" } }');
  }
  reading.references.push({ key: path, from: reference.from });
  if (reference.from === 'env') return resolveEnv(reading, reference.name);
  return resolveVault(reading, reference.path, reference.key);
}

const parseList = (text: string): unknown => {
  if (!text.trimStart().startsWith('[')) return text.split(',').map(part => part.trim());
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Gives referenced text the type that its key wants; `undefined` when it cannot. */
export const convert = (text: string, kind: FieldKind): unknown => {
  switch (kind) {
    case 'integer':
    case 'number':
      return /^[+-]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'list':
      return parseList(text);
    default:
      return text;
  }
};
