import {
  boolean,
  described,
  type Infer,
  list,
  nullable,
  oneOf,
  optional,
  shape,
  text,
  union,
  uuid,
} from '@mycelium/schema';
import { rolesOf } from '../model/route-table.ts';
import type { Route, SecurityGroup } from '../model/service.ts';

const RequiredRoles = list(shape('RequiredRole', { name: text(), permission: oneOf('read', 'write') }));

export const SecurityGroupView = union(
  oneOf('public', 'authenticated', 'protected'),
  shape('ProtectedByRoles', { protectedByRoles: RequiredRoles }),
  shape('ProtectedByPermissionedRoles', { protectedByPermissionedRoles: RequiredRoles }),
  shape('ProtectedByServiceTokenWithRole', { protectedByServiceTokenWithRole: RequiredRoles }),
  shape('ProtectedByServiceTokenWithPermissionedRoles', {
    protectedByServiceTokenWithPermissionedRoles: RequiredRoles,
  }),
);
export type SecurityGroupView = Infer<typeof SecurityGroupView>;

export function securityGroupView(group: SecurityGroup): SecurityGroupView {
  const roles = rolesOf(group).map(({ slug, permission }) => ({ name: slug, permission }));
  switch (group.kind) {
    case 'public':
    case 'authenticated':
    case 'protected':
      return group.kind;
    case 'protectedByRoles':
      return { protectedByRoles: roles };
    case 'protectedByPermissionedRoles':
      return { protectedByPermissionedRoles: roles };
    case 'protectedByServiceTokenWithRole':
      return { protectedByServiceTokenWithRole: roles };
    case 'protectedByServiceTokenWithPermissionedRoles':
      return { protectedByServiceTokenWithPermissionedRoles: roles };
  }
}

export const RouteView = shape('Route', {
  id: nullable(uuid()),
  service: shape('ServiceReference', { id: uuid() }),
  securityGroup: described(SecurityGroupView, 'What a caller must show.'),
  methods: list(text()),
  path: described(text(), 'A pattern: * is any run of characters, ? exactly one.'),
  secretName: optional(text()),
  acceptInsecureRouting: boolean(),
  callbacks: optional(list(text())),
  identitySource: optional(oneOf('telegram')),
});
export type RouteView = Infer<typeof RouteView>;

/** Routes have no ids of their own. */
export const routeView = (serviceId: string, route: Route): RouteView => ({
  id: null,
  service: { id: serviceId },
  securityGroup: securityGroupView(route.group),
  methods: route.methods,
  path: route.path,
  ...(route.secretName !== undefined && { secretName: route.secretName }),
  acceptInsecureRouting: route.acceptInsecureRouting,
  ...(route.callbacks.length > 0 && { callbacks: route.callbacks }),
  ...(route.identitySource !== undefined && { identitySource: route.identitySource }),
});
