export {
  codeText,
  type ErrorCode,
  isPrefix,
  MAX_CODE_NUMBER,
  NATIVE_PREFIX,
  parseCode,
} from './model/error-code.ts';
export { isPublicAddress } from './model/public-address.ts';
export {
  type HttpSecret,
  type SecretReference,
  WEBHOOK_METHODS,
  WEBHOOK_TRIGGERS,
  type Webhook,
  type WebhookMethod,
} from './model/webhook.ts';
export { type WebhookTargetPolicy, webhookTargetProblem } from './model/webhook-target.ts';
export { systemOperations } from './operations/operations.generated.ts';
export type { SystemPorts } from './operations/ports.ts';
export type { CodeKey, ErrorCodeFilter, ErrorCodeStore } from './ports/error-code-store.ts';
export type { SystemStores, SystemUnitOfWork } from './ports/stores.ts';
export type { WebhookChange, WebhookFilter, WebhookStore } from './ports/webhook-store.ts';
export { AuditEntryView } from './views/audit-entry-view.ts';
export { ErrorCodeView, errorCodeView } from './views/error-code-view.ts';
export { WebhookView, webhookView } from './views/webhook-view.ts';
