import { refuse } from '@mycelium/kernel';
import type { Exchange, StepResult } from '../exchange.ts';

/** A known path with a method that no route of it accepts, and routes that are configured but closed. */
export function method(exchange: Exchange): StepResult {
  if (exchange.allow !== undefined) {
    const details = exchange.allow === '' ? 'It accepts none.' : `It accepts ${exchange.allow}.`;
    return refuse('METHOD_NOT_ALLOWED', { details });
  }
  const disabled = exchange.route?.disabled;
  return disabled === undefined ? undefined : refuse('ROUTE_CLOSED', { details: disabled });
}
