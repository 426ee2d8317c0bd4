import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { CountReading } from '@mycelium/contract-tests';
import protobuf from 'protobufjs';

/** What a collector is sent, as far as counts go. From opentelemetry-proto, metrics/v1. */
const MESSAGES = protobuf
  .parse(`
  syntax = "proto3";
  message Request { repeated ResourceMetrics resource_metrics = 1; }
  message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; }
  message Scope { string name = 1; }
  message Metric { string name = 1; string description = 2; Sum sum = 7; }
  message Sum { repeated Point data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
  message Point { repeated KeyValue attributes = 7; oneof value { double as_double = 4; sfixed64 as_int = 6; } }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; } }
`)
  .root.lookupType('Request');

interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}
interface Request {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string };
      readonly metrics: readonly {
        readonly name: string;
        readonly sum: {
          readonly aggregationTemporality: number;
          readonly isMonotonic: boolean;
          readonly dataPoints: readonly {
            readonly attributes: readonly KeyValue[];
            readonly asDouble?: number;
            readonly asInt?: string;
          }[];
        };
      }[];
    }[];
  }[];
}

const attributesOf = (pairs: readonly KeyValue[]): Record<string, string> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value.stringValue]));

const CUMULATIVE = 2;

export interface Delivery {
  readonly resource: Readonly<Record<string, string>>;
  readonly readings: readonly CountReading[];
}

function deliveryIn(bytes: Uint8Array): Delivery {
  const { resourceMetrics } = MESSAGES.toObject(MESSAGES.decode(bytes), {
    longs: String,
    arrays: true,
    defaults: true,
    oneofs: true,
  }) as Request;
  const [one] = resourceMetrics;
  if (one === undefined || resourceMetrics.length !== 1) throw new Error('a delivery is of one resource');
  const readings = one.scopeMetrics.flatMap(({ scope, metrics }) =>
    metrics.flatMap(({ name, sum }) => {
      if (sum.aggregationTemporality !== CUMULATIVE || !sum.isMonotonic)
        throw new Error(`${name} is no sum that only grows`);
      return sum.dataPoints.map(({ attributes, asDouble, asInt }) => ({
        scope: scope.name,
        name,
        attributes: attributesOf(attributes),
        value: asInt === undefined ? (asDouble ?? 0) : Number(asInt),
      }));
    }),
  );
  return { resource: attributesOf(one.resource.attributes), readings };
}

/** A collector on this machine that takes counts, or refuses them. */
export interface TestCollector {
  readonly protocol: 'http' | 'grpc';
  readonly host: string;
  readonly port: number;
  readonly deliveries: readonly Delivery[];
  refuse(refusing: boolean): void;
  close(): Promise<void>;
}

export async function httpCollector(): Promise<TestCollector> {
  const deliveries: Delivery[] = [];
  let refusing = false;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks);
    const expected =
      request.method === 'POST' &&
      request.url === '/v1/metrics' &&
      request.headers['content-type'] === 'application/x-protobuf';
    if (!expected || refusing) {
      response.writeHead(expected ? 400 : 404).end('no');
      return;
    }
    deliveries.push(deliveryIn(request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent));
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    protocol: 'http',
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    deliveries,
    refuse: wanted => {
      refusing = wanted;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const EXPORT = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';
const INVALID_ARGUMENT = 3;

export async function grpcCollector(): Promise<TestCollector> {
  const deliveries: Delivery[] = [];
  let refusing = false;
  const server = new Server();
  const asIs = (bytes: Buffer): Buffer => bytes;
  const service = {
    export: {
      path: EXPORT,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  };
  server.addService(service, {
    export: (call: { request: Buffer }, answer: (error: object | null, bytes?: Buffer) => void) => {
      if (refusing) return answer({ code: INVALID_ARGUMENT, details: 'no' });
      deliveries.push(deliveryIn(call.request));
      answer(null, Buffer.alloc(0));
    },
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return {
    protocol: 'grpc',
    host: '127.0.0.1',
    port,
    deliveries,
    refuse: wanted => {
      refusing = wanted;
    },
    close: async () => server.forceShutdown(),
  };
}
