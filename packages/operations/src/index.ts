export {
  type Access,
  accessLabel,
  accessSentence,
  isPlatformAccess,
  isPrivileged,
  isTenantAccess,
  type Permission,
  PLATFORM_ROLES,
  type PlatformAccess,
  type PlatformRole,
  TENANT_RIGHTS,
  type TenantAccess,
  type TenantRight,
  whoMay,
} from './access.ts';
export { exampleParams, restCurl, rpcCurl } from './call-examples.ts';
export { docsPage } from './docs-page.ts';
export { type DocumentedError, documentedErrors } from './documented-errors.ts';
export {
  CONNECTION_STRING_HEADER,
  type CredentialCarrier,
  credentialSent,
  type DoorHandler,
  type DoorPorts,
  type DoorRequest,
  REQUEST_ID_HEADER,
  TENANT_HEADER,
} from './door.ts';
export { type Call, type ChosenTenant, execute, type Host, OperationBug } from './execute.ts';
export {
  type ErrorBody,
  errorBody,
  errorHeaders,
  type FaultNumbers,
  InternalFault,
  numbersOf,
  type RpcError,
  rpcError,
  statusOf,
} from './faults.ts';
export { openApiDocument } from './open-api.ts';
export { type DocumentInfo, type JsonDocument, openRpcDocument } from './open-rpc.ts';
export {
  type AnyOperation,
  type CallContext,
  type Definition,
  type Example,
  type Html,
  type HtmlPage,
  html,
  type Nothing,
  nothing,
  type Operation,
  operation,
  operationFor,
  type ResultKind,
  type ResultValue,
} from './operation.ts';
export { operationsMarkdown } from './operations-markdown.ts';
export {
  type MatrixColumn,
  type MatrixTenants,
  permissionsMarkdown,
  type Verdict,
  verdictOn,
} from './permission-matrix.ts';
export {
  type CallerOf,
  type PortsOf,
  type Registry,
  type RegistryOptions,
  type RoutedOperation,
  registry,
} from './registry.ts';
export { type RestDoor, type RestRoute, restDoor } from './rest-door.ts';
export { RPC_PATH, type RpcDoor, type RpcDoorPorts, rpcDoor } from './rpc-door.ts';
