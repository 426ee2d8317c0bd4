import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const DEBIAN_POSTGRES = '/usr/lib/postgresql';

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The full path of a program on the PATH. */
export function onPath(program: string, path: string = process.env.PATH ?? ''): string | undefined {
  return path
    .split(delimiter)
    .filter(folder => folder !== '')
    .map(folder => join(folder, program))
    .find(runnable);
}

/** The folder of PostgreSQL's programs: from the PATH, else Debian's newest, which it keeps off the PATH. */
export function postgresFolder(
  path: string = process.env.PATH ?? '',
  debian: string = DEBIAN_POSTGRES,
): string | undefined {
  const folders = [...path.split(delimiter).filter(folder => folder !== ''), ...debianFolders(debian)];
  return folders.find(folder => runnable(join(folder, 'initdb')) && runnable(join(folder, 'postgres')));
}

function debianFolders(debian: string): string[] {
  if (!existsSync(debian)) return [];
  const versions = readdirSync(debian).filter(name => /^\d+$/.test(name));
  return versions.sort((a, b) => Number(b) - Number(a)).map(version => join(debian, version, 'bin'));
}
