import {
  boolean,
  described,
  type Infer,
  list,
  literal,
  nullable,
  oneOf,
  optional,
  shape,
  text,
  union,
  uuid,
} from '@mycelium/schema';
import type { DownstreamSecret, Service } from '../model/service.ts';
import { healthStatus } from './health-view.ts';
import { RouteView, routeView } from './route-view.ts';

const REDACTED = 'REDACTED';

const DownstreamSecretView = union(
  shape('ServiceHeaderSecret', {
    authorizationHeader: shape('ServiceHeaderSecretContent', {
      headerName: text(),
      prefix: nullable(text()),
      token: literal(REDACTED),
    }),
  }),
  shape('ServiceQuerySecret', {
    queryParameter: shape('ServiceQuerySecretContent', { name: text(), token: literal(REDACTED) }),
  }),
);

export const ServiceView = shape('Service', {
  id: uuid(),
  name: text(),
  host: described(union(text(), list(text())), 'One host, or all of several.'),
  protocol: oneOf('http', 'https'),
  routes: list(RouteView),
  healthStatus: healthStatus(),
  healthCheckPath: nullable(text()),
  discoverable: boolean(),
  serviceType: oneOf('rest-api', 'unknown'),
  isContextApi: boolean(),
  capabilities: optional(list(text())),
  description: optional(text()),
  openapiPath: optional(text()),
  secrets: optional(list(shape('ServiceSecret', { name: text(), secret: DownstreamSecretView }))),
  allowedSources: optional(list(text())),
  proxyAddress: optional(text()),
});
export type ServiceView = Infer<typeof ServiceView>;

/** What is not configured is left out. Of secrets, everything is told but the token. */
export const serviceView = (service: Service): ServiceView => ({
  id: service.id,
  name: service.name,
  host: oneOrAll(service.hosts),
  protocol: service.protocol,
  routes: service.routes.map(route => routeView(service.id, route)),
  healthStatus: 'unknown',
  healthCheckPath: service.healthCheckPath ?? null,
  discoverable: service.discoverable,
  serviceType: service.serviceType,
  isContextApi: service.isContextApi,
  ...(service.capabilities.length > 0 && { capabilities: service.capabilities }),
  ...(service.description !== undefined && { description: service.description }),
  ...(service.openapiPath !== undefined && { openapiPath: service.openapiPath }),
  ...(service.secrets.size > 0 && {
    secrets: [...service.secrets].map(([name, secret]) => ({ name, secret: secretView(secret) })),
  }),
  ...(service.allowedSources.length > 0 && { allowedSources: service.allowedSources }),
  ...(service.proxyAddress !== undefined && { proxyAddress: withoutCredentials(service.proxyAddress) }),
});

const oneOrAll = (hosts: readonly string[]): string | readonly string[] => {
  const [first, ...others] = hosts;
  return first !== undefined && others.length === 0 ? first : hosts;
};

const secretView = (secret: DownstreamSecret): Infer<typeof DownstreamSecretView> =>
  secret.kind === 'header'
    ? {
        authorizationHeader: {
          headerName: secret.headerName,
          prefix: secret.prefix || null,
          token: REDACTED,
        },
      }
    : { queryParameter: { name: secret.parameter, token: REDACTED } };

/** A proxy may be given with a name and a password. */
function withoutCredentials(address: string): string {
  const url = URL.parse(address);
  if (url === null || (url.username === '' && url.password === '')) return address;
  url.username = '';
  url.password = '';
  return url.href;
}
