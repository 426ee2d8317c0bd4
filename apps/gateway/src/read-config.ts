import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type LoadedConfig, loadConfig } from '@mycelium/config';
import { StartError } from './start-error.ts';

/** The namespace of names in the DNS (RFC 9562 §6.6). */
const DNS_NAMESPACE = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');

/** RFC 9562 §5.3. */
export function uuidV3(name: string): string {
  const hash = createHash('md5').update(DNS_NAMESPACE).update(name, 'utf8').digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x30, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Reads the file, or takes the defaults of the embedded mode where none is named. */
export async function readConfig(path: string | undefined): Promise<LoadedConfig> {
  const text = path === undefined ? '' : await read(path);
  return loadConfig({ file: path ?? 'embedded defaults', text, env: name => process.env[name], uuidV3 });
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    const full = resolve(path);
    if (code === 'ENOENT') {
      throw new StartError(
        `There is no configuration at ${full}.\nGive its place with --config or SETTINGS_PATH, or start without either for the embedded mode.`,
        cause,
      );
    }
    if (code === 'EISDIR')
      throw new StartError(`${full} is a folder; name the configuration file in it.`, cause);
    throw new StartError(`The configuration at ${full} cannot be read (${String(code)}).`, cause);
  }
}
