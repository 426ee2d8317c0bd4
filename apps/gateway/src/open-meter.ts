import type { LoggingConfig } from '@mycelium/config';
import type { Logger, Meter } from '@mycelium/kernel';
import type { Lifecycle } from './lifecycle.ts';
import { version } from './version.ts';

/** Counts go where the log's target names a collector, and nowhere else. */
export async function openMeter(
  { target }: LoggingConfig,
  { log, life }: { readonly log: Logger; readonly life: Lifecycle },
): Promise<Meter | undefined> {
  if (target.kind !== 'collector') return undefined;
  // OpenTelemetry costs memory and time at the start; only who wants it pays.
  const { collectorMeter } = await import('@mycelium/adapter-telemetry');
  const meter = collectorMeter({ ...target, version, log: log.child('telemetry') });
  life.onClose('telemetry', () => meter.close());
  return meter;
}
