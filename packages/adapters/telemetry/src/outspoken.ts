import type { Logger } from '@mycelium/kernel';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';

/**
 * The exporter, saying in the log when the collector stops taking counts and when it takes them again; once each, not at
 * every attempt.
 */
export function outspoken(exporter: PushMetricExporter, url: string, log: Logger): PushMetricExporter {
  let failing = false;
  const note = ({ code, error }: ExportResult): void => {
    const failed = code !== ExportResultCode.SUCCESS;
    if (failed === failing) return;
    failing = failed;
    if (failed)
      log.log('warn', 'the collector does not take the counts; they are kept and sent later', { url, error });
    else log.log('info', 'the collector takes the counts again', { url });
  };
  return {
    export: (metrics, done) =>
      exporter.export(metrics, result => {
        note(result);
        done(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}
