import { randomUUID } from 'node:crypto';
import type { Ids } from '@mycelium/kernel';

export const randomIds: Ids = { uuid: () => randomUUID() };
