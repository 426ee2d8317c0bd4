export type { CommittedRows, OwnedTag } from './committed-rows.ts';
export { type MemoryStores, type MemoryUnitStores, memoryStores } from './memory-stores.ts';
export { type MemoryMeter, memoryMeter, type Reading } from './meter.ts';
export type { Seeds } from './seeds.ts';
export { type MemoryCacheOptions, memorySharedCache } from './shared-cache.ts';
