export { requestCounter } from './counters.ts';
export { Exchange, type Identity, outgoingFields, type RequestHead } from './exchange.ts';
export {
  CallerEntry,
  DEFAULT_PROFILE_LIMITS,
  type Narrowing,
  type ProfileLimits,
  type ProfileView,
} from './identity/caller-entry.ts';
export { CallerSignatures, callerSignatures } from './identity/caller-signatures.ts';
export { Identities, type IdentitiesPorts } from './identity/identities.ts';
export { originForm } from './model/absolute-target.ts';
export { type AddressBlock, canonicalAddress, parseAddressBlock } from './model/address.ts';
export { type ApiDocument, isApiDocument } from './model/api-document.ts';
export { bearerToken } from './model/bearer.ts';
export { type CanonicalTarget, canonicalTarget } from './model/canonical-path.ts';
export { type Client, clientAt, clientBehind, compileTrust, type TrustPolicy } from './model/client.ts';
export { type CorsGrant, type CorsPolicy, compileCors, originProblem } from './model/cors.ts';
export { FieldBlock, isToken, isWritable } from './model/field-block.ts';
export {
  HEADER,
  RESERVED_PREFIX,
  type RequestFate,
  type RequestRule,
  requestRule,
  responsePasses,
  trailerPasses,
  type UnderscorePolicy,
} from './model/header-policy.ts';
export { expandMethods, HTTP_METHODS } from './model/methods.ts';
export { isNativePath } from './model/native-paths.ts';
export { compilePattern, type Pattern } from './model/pattern.ts';
export { RequestHeaders } from './model/request-headers.ts';
export {
  type CompiledRoute,
  isStricter,
  type MethodMismatch,
  type RouteMatch,
  RouteTable,
  rolesOf,
} from './model/route-table.ts';
export type {
  DownstreamSecret,
  HttpMethod,
  MethodPattern,
  RequiredRole,
  Route,
  SecurityGroup,
  Service,
} from './model/service.ts';
export { type ServiceCatalogue, serviceCatalogue } from './model/service-catalogue.ts';
export { type ServiceHost, ServiceHosts } from './model/service-hosts.ts';
export { compileSources, type SourcePolicy, sourcePolicies } from './model/source.ts';
export { gatewayCoreOperations } from './operations/operations.generated.ts';
export type { GatewayCorePorts } from './operations/ports.ts';
export { decideAgain, runPipeline, STEPS, type Step } from './pipeline.ts';
export type { ServiceDocuments } from './ports/service-documents.ts';
export type { PipelinePorts } from './ports.ts';
export { ensureRouteRoles, type RouteRolesPorts } from './roles/ensure-route-roles.ts';
export { unholdableRole } from './roles/role-of-route.ts';
