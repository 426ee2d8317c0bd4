import type { Counter, CounterSpec, Meter } from '@mycelium/kernel';
import type { Exchange, StepResult } from './exchange.ts';
import type { PipelinePorts } from './ports.ts';

/** Known to the collectors of earlier versions by these two names. */
const REQUESTS: CounterSpec = {
  scope: 'router_counter',
  name: 'router.requests_count',
  description: 'Requests of identified callers whom their route lets pass, by caller and service.',
};

const PROFILES: CounterSpec = {
  scope: 'identity',
  name: 'identity.profiles_count',
  description: 'Profiles prepared for a header, by the form they fit in: full, slim or refused.',
};

/** `add` takes `identifier` and `down_service_name`. */
export const requestCounter = (meter: Meter): Counter => meter.counter(REQUESTS);

/** `add` takes `form`: `full`, `slim` or `refused`. */
export const profileCounter = (meter: Meter): Counter => meter.counter(PROFILES);

/** Counts the requests of identified callers. Lets every request pass. */
export function countRequest({ identity, route }: Exchange, { requests }: PipelinePorts): StepResult {
  if (requests === undefined || identity === undefined || route === undefined) return undefined;
  const accId = identity.caller?.profile?.accId;
  const identifier =
    accId === undefined
      ? `email:${Buffer.from(identity.email).toString('base64')}`
      : `profileId:${accId.replaceAll('-', '')}`;
  requests.add({ identifier, down_service_name: route.service.name });
  return undefined;
}
