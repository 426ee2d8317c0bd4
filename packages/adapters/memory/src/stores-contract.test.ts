import { type OpenStores, storesContracts } from '@mycelium/contract-tests';
import { memoryStores } from './index.ts';

const open: OpenStores = () => {
  const memory = memoryStores();
  return {
    world: {
      ...memory,
      seeds: memory,
      auditEntries: async () => memory.rows().audit,
      events: async () => memory.rows().events,
    },
  };
};

storesContracts('memory', open);
