export { codeText, type ErrorCode, isPrefix, parseCode } from './model/error-code.ts';
export {
  type HttpSecret,
  type SecretReference,
  WEBHOOK_METHODS,
  WEBHOOK_TRIGGERS,
  type Webhook,
  type WebhookMethod,
} from './model/webhook.ts';
export type { SystemPorts } from './operations/ports.ts';
export type { CodeKey, ErrorCodeFilter, ErrorCodeStore } from './ports/error-code-store.ts';
export type { SystemStores, SystemUnitOfWork } from './ports/stores.ts';
export type { WebhookChange, WebhookFilter, WebhookStore } from './ports/webhook-store.ts';
