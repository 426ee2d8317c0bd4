import { meterContract } from '@mycelium/contract-tests';
import { memoryMeter } from './index.ts';

meterContract('memory', () => {
  const meter = memoryMeter();
  return { world: { meter, read: async () => meter.readings() } };
});
