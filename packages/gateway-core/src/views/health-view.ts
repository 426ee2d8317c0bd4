import { described, oneOf } from '@mycelium/schema';

export type HealthStatus = 'unknown';

/** Nobody looks yet. */
export const healthStatus = () => described(oneOf('unknown'), 'How the service fares, as far as is known.');
