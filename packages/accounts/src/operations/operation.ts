import { operationFor } from '@mycelium/operations';
import type { Caller } from '../model/caller.ts';

export const operation = operationFor<Caller>();
