import { randomUUID } from 'node:crypto';
import type { Logger, Meter } from '@mycelium/kernel';
import { OTLPMetricExporter as GrpcExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as HttpExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { outspoken } from './outspoken.ts';

/** Where an OpenTelemetry collector takes OTLP. */
export interface CollectorAddress {
  /** `http` and `https` send Protobuf to `/v1/metrics`; `grpc` is not encrypted. */
  readonly protocol: 'http' | 'https' | 'grpc';
  readonly host: string;
  readonly port: number;
}

export interface CollectorOptions extends CollectorAddress {
  /** `service.name` of what is counted. */
  readonly name: string;
  /** `service.version`. */
  readonly version: string;
  readonly log: Logger;
  /** How often counts are sent. */
  readonly intervalMs?: number;
  /** How long one sending may take, retries included. */
  readonly timeoutMs?: number;
  /** How long the last sending may hold up the end. */
  readonly closeMs?: number;
}

/** Counts that are sent to a collector now and then. */
export interface SentMeter extends Meter {
  /** Sends what was counted so far; resolves also when that failed, which the log then says. */
  flush(): Promise<void>;
  /** Sends for the last time. */
  close(): Promise<void>;
}

const urlOf = ({ protocol, host, port }: CollectorAddress): string => {
  const authority = `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
  return protocol === 'grpc' ? `http://${authority}` : `${protocol}://${authority}/v1/metrics`;
};

/**
 * Counts in this process and sends what the counters stand at (OTLP, cumulative). Each process is an instance of its
 * own to the collector (`service.instance.id`). A collector that is away costs nothing but its counts being late.
 */
export function collectorMeter(options: CollectorOptions): SentMeter {
  const { intervalMs = 60_000, timeoutMs = 10_000, closeMs = 3000 } = options;
  const url = urlOf(options);
  const Exporter = options.protocol === 'grpc' ? GrpcExporter : HttpExporter;
  const exporter = outspoken(new Exporter({ url, timeoutMillis: timeoutMs }), url, options.log);
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: Math.max(intervalMs, timeoutMs),
    exportTimeoutMillis: timeoutMs,
  });
  const resource = resourceFromAttributes({
    'service.name': options.name,
    'service.version': options.version,
    'service.instance.id': randomUUID(),
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  return {
    counter: ({ scope, name, description }) => {
      const counter = provider.getMeter(scope).createCounter(name, { description });
      return { add: attributes => counter.add(1, attributes) };
    },
    flush: () => provider.forceFlush(),
    async close() {
      let patience: NodeJS.Timeout | undefined;
      const late = new Promise<void>(resolve => {
        patience = setTimeout(() => {
          options.log.log('warn', 'the last counts could not be sent in time', { url });
          resolve();
        }, closeMs);
      });
      await Promise.race([provider.shutdown(), late]);
      clearTimeout(patience);
    },
  };
}
