export { type CommittedRows, type MemoryStores, memoryStores, type Seeds } from './memory-stores.ts';
export { type MemoryCacheOptions, memorySharedCache } from './shared-cache.ts';
