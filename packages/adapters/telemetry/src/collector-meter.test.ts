import { createServer } from 'node:net';
import { meterContract } from '@mycelium/contract-tests';
import { type LogFields, type Logger, silentLogger } from '@mycelium/kernel';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type CollectorAddress, type CollectorOptions, collectorMeter } from './collector-meter.ts';
import { grpcCollector, httpCollector, type TestCollector } from './testing/collector.ts';

const THINGS = { scope: 'scope', name: 'things', description: 'Things.' };

function meterTo({ protocol, host, port }: CollectorAddress, changes: Partial<CollectorOptions> = {}) {
  const said: (readonly [level: string, message: string, fields: LogFields])[] = [];
  const log: Logger = {
    ...silentLogger,
    log: (level, message, fields = {}) => void said.push([level, message, fields]),
  };
  const options = { name: 'gateway', version: '1.2.3', log, timeoutMs: 500, closeMs: 200 };
  return { said, meter: collectorMeter({ ...options, protocol, host, port, ...changes }) };
}

const opened = async (open: () => Promise<TestCollector>): Promise<TestCollector> => {
  const collector = await open();
  onTestFinished(() => collector.close());
  return collector;
};

for (const [name, open] of [
  ['OTLP over HTTP', httpCollector],
  ['OTLP over gRPC', grpcCollector],
] as const) {
  meterContract(name, async () => {
    const collector = await open();
    const { meter } = meterTo(collector);
    return {
      world: {
        meter,
        read: async () => {
          await meter.flush();
          return collector.deliveries.at(-1)?.readings ?? [];
        },
      },
      close: async () => {
        await meter.close();
        await collector.close();
      },
    };
  });

  describe(name, () => {
    it('says who counts, each process by itself', async () => {
      const collector = await opened(open);
      for (const { meter } of [meterTo(collector), meterTo(collector)]) {
        meter.counter(THINGS).add();
        await meter.close();
      }
      expect(collector.deliveries).toHaveLength(2);
      const [one, other] = collector.deliveries.map(({ resource }) => resource);
      expect(one).toMatchObject({ 'service.name': 'gateway', 'service.version': '1.2.3' });
      expect(one?.['service.instance.id']).not.toBe(other?.['service.instance.id']);
    });

    it('sends now and then by itself', async () => {
      const collector = await opened(open);
      const { meter } = meterTo(collector, { intervalMs: 50, timeoutMs: 50 });
      meter.counter(THINGS).add();
      await vi.waitFor(() => expect(collector.deliveries.length).toBeGreaterThan(1), { timeout: 3000 });
      await meter.close();
    });

    it('says once that the collector refuses, and when it does no longer; nothing counted is lost', async () => {
      const collector = await opened(open);
      const { meter, said } = meterTo(collector);
      const counter = meter.counter(THINGS);
      collector.refuse(true);
      for (let n = 0; n < 2; n += 1) {
        counter.add();
        await meter.flush();
      }
      expect(said).toEqual([
        [
          'warn',
          'the collector does not take the counts; they are kept and sent later',
          { url: expect.stringContaining(`127.0.0.1:${collector.port}`), error: expect.any(Error) },
        ],
      ]);
      collector.refuse(false);
      counter.add();
      await meter.flush();
      expect(said).toHaveLength(2);
      expect(said[1]?.slice(0, 2)).toEqual(['info', 'the collector takes the counts again']);
      expect(collector.deliveries.at(-1)?.readings).toEqual([
        { scope: 'scope', name: 'things', attributes: {}, value: 3 },
      ]);
      await meter.close();
    });

    it('does not hold up the end for a collector that is away, or silent', async () => {
      const silent = createServer(() => undefined).listen(0, '127.0.0.1');
      onTestFinished(() => void silent.close());
      await new Promise(resolve => silent.once('listening', resolve));
      const address = silent.address();
      const ports = [1, typeof address === 'object' && address !== null ? address.port : 0];
      for (const port of ports) {
        const { meter, said } = meterTo({
          protocol: name.endsWith('HTTP') ? 'http' : 'grpc',
          host: '127.0.0.1',
          port,
        });
        meter.counter(THINGS).add();
        const began = performance.now();
        await meter.close();
        expect(performance.now() - began).toBeLessThan(1500);
        expect(said.map(([level]) => level)).toEqual(['warn']);
      }
    });
  });
}

it('finds a collector by its IPv6 address', async () => {
  const { meter, said } = meterTo({ protocol: 'http', host: '::1', port: 1 });
  meter.counter(THINGS).add();
  await meter.flush();
  expect(said[0]?.[2]).toMatchObject({ url: 'http://[::1]:1/v1/metrics' });
  await meter.close();
});
