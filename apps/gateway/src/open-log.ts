import { winstonLogger } from '@mycelium/adapter-log-winston';
import type { LoggingConfig } from '@mycelium/config';

/** The logger that the configuration describes. `close` writes out what is buffered. */
export function openLog({ level, modules, format, target }: LoggingConfig, color: boolean) {
  const place = target.kind === 'file' ? { file: { path: target.path } } : 'stdout';
  return winstonLogger({ level, modules, format, target: place, color });
}
