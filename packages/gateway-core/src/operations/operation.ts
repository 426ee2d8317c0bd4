import type { Caller } from '@mycelium/accounts';
import { operationFor } from '@mycelium/operations';

export const operation = operationFor<Caller>();
