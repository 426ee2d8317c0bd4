import { refuse } from '@mycelium/kernel';
import type { Exchange, StepResult } from '../exchange.ts';
import type { PipelinePorts } from '../ports.ts';

/** Services may name the hosts and addresses that they accept calls from. */
export function source(exchange: Exchange, { sources }: PipelinePorts): StepResult {
  const { route, headers, head } = exchange;
  if (route === undefined) return undefined;
  const policy = sources.get(route.service);
  if (policy === undefined) return undefined;
  const allowed = policy.allows({ address: head.client.address, host: headers?.host });
  return allowed ? undefined : refuse('SOURCE_NOT_ALLOWED');
}
