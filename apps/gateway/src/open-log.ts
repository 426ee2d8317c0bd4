import { winstonLogger } from '@mycelium/adapter-log-winston';
import type { LoggingConfig } from '@mycelium/config';
import { StartError } from './start-error.ts';

/** The logger that the configuration describes. `close` writes out what is buffered. */
export function openLog({ level, modules, format, target }: LoggingConfig, color: boolean) {
  const place = target.kind === 'file' ? { file: { path: target.path } } : 'stdout';
  try {
    return winstonLogger({ level, modules, format, target: place, color });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`${reason}\nSet another path in target under [api.logging].`, error);
  }
}
