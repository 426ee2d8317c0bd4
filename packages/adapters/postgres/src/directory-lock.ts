import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { refuse } from '@mycelium/kernel';

const held = new Set<string>();

/**
 * Claims a data folder for this process, by a file `<directory>.lock` with its process id: two processes on one PGlite
 * folder would destroy it. A lock whose process no longer runs is taken over. Returns the way to give it back.
 */
export function lockDirectory(directory: string): () => void {
  const file = `${directory}.lock`;
  mkdirSync(dirname(file), { recursive: true });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
      held.add(file);
      return () => {
        if (held.delete(file)) rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = ownerOf(file);
      if (owner !== undefined && isRunning(owner, file)) throw inUse(directory, owner);
      rmSync(file, { force: true });
    }
  }
  throw inUse(directory, ownerOf(file) ?? 0);
}

function ownerOf(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isRunning(pid: number, file: string): boolean {
  // After a restart in a container the process has the id of the one that left the lock.
  if (pid === process.pid) return held.has(file);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const inUse = (directory: string, owner: number): Error =>
  refuse('DATABASE_UNAVAILABLE', {
    message: `The data folder ${directory} is in use by process ${owner}.`,
    details: 'Stop that process, or choose another folder.',
  });
