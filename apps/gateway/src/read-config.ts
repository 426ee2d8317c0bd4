import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { uuidV3 } from '@mycelium/adapter-identity';
import { type LoadedConfig, loadConfig } from '@mycelium/config';
import { StartError } from './start-error.ts';

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
