export { addSeconds, type Clock, type Ids, systemClock } from './clock.ts';
export {
  AppError,
  catalogue,
  type ErrorDetail,
  type ErrorEntry,
  type ErrorName,
  errors,
  type Kind,
  type Problem,
  refuse,
} from './errors.ts';
export {
  type AccountId,
  type GuestId,
  isUuid,
  NIL_UUID,
  parseUuid,
  type RoleId,
  type TagId,
  type TenantId,
  type UserId,
  type WebhookId,
} from './ids.ts';
export { type LogFields, type Logger, type LogLevel, silentLogger } from './log.ts';
export { type CountAttributes, type Counter, type CounterSpec, type Meter, silentMeter } from './meter.ts';
export { DEFAULT_PAGE, type Page, type PageRequest } from './page.ts';
export { Secret } from './secret.ts';
export { SingleFlight } from './single-flight.ts';
export type { Transactional, UnitOfWork } from './unit-of-work.ts';
