import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

/** The tables that the stores write through TypeORM, column by column as `sql/` declares them. */

const id: EntitySchemaColumnOptions = { type: 'uuid', primary: true, default: () => 'gen_random_uuid()' };
const instant: EntitySchemaColumnOptions = { type: 'timestamp with time zone', nullable: true };
const created: EntitySchemaColumnOptions = { ...instant, default: () => 'now()' };
const json: EntitySchemaColumnOptions = { type: 'jsonb', nullable: true };
const writer: EntitySchemaColumnOptions = { ...json, default: () => `'{}'` };
const varchar = (length: number): EntitySchemaColumnOptions => ({ type: 'varchar', length });
const flag = (initial: boolean): EntitySchemaColumnOptions => ({
  type: 'boolean',
  nullable: true,
  default: initial,
});

export interface UserRow {
  id: string;
  username: string;
  email: string;
  firstName: string;
  lastName: string;
  isActive: boolean | null;
  isPrincipal: boolean | null;
  created: Date | null;
  updated: Date | null;
  mfa: unknown;
  accountId: string | null;
}

export const userEntity = new EntitySchema<UserRow>({
  name: 'user',
  columns: {
    id,
    username: varchar(140),
    email: varchar(140),
    firstName: { ...varchar(140), name: 'first_name' },
    lastName: { ...varchar(140), name: 'last_name' },
    isActive: { ...flag(true), name: 'is_active' },
    isPrincipal: { ...flag(false), name: 'is_principal' },
    created,
    updated: instant,
    mfa: json,
    accountId: { type: 'uuid', name: 'account_id', nullable: true },
  },
});

export interface IdentityProviderRow {
  userId: string;
  name: string | null;
  passwordHash: string | null;
}

export const identityProviderEntity = new EntitySchema<IdentityProviderRow>({
  name: 'identity_provider',
  columns: {
    userId: { type: 'uuid', name: 'user_id', primary: true },
    name: { ...varchar(255), nullable: true },
    passwordHash: { ...varchar(255), name: 'password_hash', nullable: true },
  },
});

export interface AccountRow {
  id: string;
  name: string;
  slug: string;
  meta: unknown;
  accountType: unknown;
  created: Date | null;
  createdBy: unknown;
  updated: Date | null;
  updatedBy: unknown;
  isActive: boolean | null;
  isChecked: boolean | null;
  isArchived: boolean | null;
  isDeleted: boolean | null;
  isDefault: boolean | null;
  tenantId: string | null;
}

export const accountEntity = new EntitySchema<AccountRow>({
  name: 'account',
  columns: {
    id,
    name: varchar(256),
    slug: varchar(256),
    meta: json,
    accountType: { ...writer, name: 'account_type' },
    created,
    createdBy: { ...writer, name: 'created_by' },
    updated: instant,
    updatedBy: { ...writer, name: 'updated_by' },
    isActive: { ...flag(true), name: 'is_active' },
    isChecked: { ...flag(false), name: 'is_checked' },
    isArchived: { ...flag(false), name: 'is_archived' },
    isDeleted: { ...flag(false), name: 'is_deleted' },
    isDefault: { ...flag(false), name: 'is_default' },
    tenantId: { type: 'uuid', name: 'tenant_id', nullable: true },
  },
});

export interface TokenRow {
  id: number;
  meta: unknown;
  expiration: Date;
}

export const tokenEntity = new EntitySchema<TokenRow>({
  name: 'token',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    meta: { type: 'jsonb' },
    expiration: { type: 'timestamp with time zone' },
  },
});

export interface MessageRow {
  id: string;
  message: string;
  created: Date | null;
  attempted: Date | null;
  status: string;
  attempts: number | null;
  error: string | null;
}

export const messageEntity = new EntitySchema<MessageRow>({
  name: 'message_queue',
  columns: {
    id,
    message: { type: 'text' },
    created,
    attempted: instant,
    status: varchar(100),
    attempts: { type: 'int', nullable: true, default: 0 },
    error: { type: 'text', nullable: true },
  },
});

export interface WebhookExecutionRow {
  id: string;
  trigger: string;
  payload: string;
  payloadId: string;
  encrypted: boolean | null;
  attempts: number | null;
  created: Date | null;
  attempted: Date | null;
  status: string | null;
  propagations: unknown;
}

export const webhookExecutionEntity = new EntitySchema<WebhookExecutionRow>({
  name: 'webhook_execution',
  columns: {
    id,
    trigger: varchar(255),
    payload: { type: 'text' },
    payloadId: { ...varchar(255), name: 'payload_id' },
    encrypted: flag(false),
    attempts: { type: 'int', nullable: true, default: 0 },
    created,
    attempted: instant,
    status: { ...varchar(100), nullable: true },
    propagations: json,
  },
});

export interface InstanceSettingRow {
  key: string;
  value: unknown;
  createdBy: unknown;
  updatedBy: unknown;
  created: Date | null;
  updated: Date | null;
}

export const instanceSettingEntity = new EntitySchema<InstanceSettingRow>({
  name: 'instance_settings',
  columns: {
    key: { ...varchar(255), primary: true },
    value: { type: 'jsonb' },
    createdBy: { ...writer, name: 'created_by' },
    updatedBy: { ...writer, name: 'updated_by' },
    created,
    updated: instant,
  },
});

export interface AuditRow {
  id: string;
  resourceType: string;
  resourceId: string;
  tenantId: string | null;
  event: string;
  performedBy: unknown;
  metadata: unknown;
  createdAt: Date;
}

export const auditEntity = new EntitySchema<AuditRow>({
  name: 'resource_audit_log',
  columns: {
    id,
    resourceType: { type: 'text', name: 'resource_type' },
    resourceId: { type: 'uuid', name: 'resource_id' },
    tenantId: { type: 'uuid', name: 'tenant_id', nullable: true },
    event: { type: 'text' },
    performedBy: { type: 'jsonb', name: 'performed_by' },
    metadata: { type: 'jsonb', default: () => `'{}'` },
    createdAt: { type: 'timestamp with time zone', name: 'created_at' },
  },
});

export interface ErrorCodeRow {
  code: number;
  prefix: string;
  message: string;
  details: string | null;
  isInternal: boolean | null;
  isNative: boolean | null;
}

export const errorCodeEntity = new EntitySchema<ErrorCodeRow>({
  name: 'error_code',
  columns: {
    code: { type: 'int', primary: true },
    prefix: { type: 'varchar', primary: true },
    message: varchar(255),
    details: { ...varchar(255), nullable: true },
    isInternal: { ...flag(false), name: 'is_internal' },
    isNative: { ...flag(false), name: 'is_native' },
  },
});

export interface TenantRow {
  id: string;
  name: string;
  description: string | null;
  meta: unknown;
  status: unknown;
  created: Date | null;
  updated: Date | null;
  encryptedDek: string | null;
  kekVersion: number;
}

export const tenantEntity = new EntitySchema<TenantRow>({
  name: 'tenant',
  columns: {
    id,
    name: varchar(255),
    description: { type: 'text', nullable: true },
    meta: json,
    status: { ...json, array: true },
    created,
    updated: instant,
    encryptedDek: { type: 'text', name: 'encrypted_dek', nullable: true },
    kekVersion: { type: 'int', name: 'kek_version', default: 1 },
  },
});

export interface TenantOwnerRow {
  id: string;
  tenantId: string;
  ownerId: string;
  guestBy: string;
  created: Date | null;
  updated: Date | null;
}

export const tenantOwnerEntity = new EntitySchema<TenantOwnerRow>({
  name: 'owner_on_tenant',
  columns: {
    id,
    tenantId: { type: 'uuid', name: 'tenant_id' },
    ownerId: { type: 'uuid', name: 'owner_id' },
    guestBy: { type: 'varchar', name: 'guest_by' },
    created,
    updated: instant,
  },
});

export interface TenantManagerRow {
  id: string;
  tenantId: string;
  accountId: string;
  created: Date | null;
  updated: Date | null;
}

export const tenantManagerEntity = new EntitySchema<TenantManagerRow>({
  name: 'manager_account_on_tenant',
  columns: {
    id,
    tenantId: { type: 'uuid', name: 'tenant_id' },
    accountId: { type: 'uuid', name: 'account_id' },
    created,
    updated: instant,
  },
});

export interface TagRow {
  id: string;
  value: string;
  meta: unknown;
  /** The account or the tenant. */
  ownerId: string;
}

const tagEntity = (table: string, owner: string): EntitySchema<TagRow> =>
  new EntitySchema<TagRow>({
    name: table,
    columns: { id, value: varchar(64), meta: json, ownerId: { type: 'uuid', name: owner } },
  });

export const accountTagEntity = tagEntity('account_tag', 'account_id');
export const tenantTagEntity = tagEntity('tenant_tag', 'tenant_id');

export interface GuestRoleRow {
  id: string;
  name: string;
  slug: string;
  description: string | null;
  permission: number | null;
  system: boolean;
  created: Date | null;
  updated: Date | null;
}

export const guestRoleEntity = new EntitySchema<GuestRoleRow>({
  name: 'guest_role',
  columns: {
    id,
    name: varchar(140),
    slug: varchar(140),
    description: { ...varchar(255), nullable: true },
    permission: { type: 'int', nullable: true, default: 0 },
    system: { type: 'boolean', default: false },
    created,
    updated: instant,
  },
});

export interface GuestRow {
  id: string;
  email: string;
  guestRoleId: string;
  created: Date | null;
  updated: Date | null;
  wasVerified: boolean | null;
}

export const guestEntity = new EntitySchema<GuestRow>({
  name: 'guest_user',
  columns: {
    id,
    email: { type: 'varchar' },
    guestRoleId: { type: 'uuid', name: 'guest_role_id' },
    created,
    updated: instant,
    wasVerified: { ...flag(false), name: 'was_verified' },
  },
});

export interface GuestPlaceRow {
  guestUserId: string;
  accountId: string;
  created: Date | null;
  permitFlags: unknown;
  denyFlags: unknown;
  /** `null`: as the guest's row says. */
  wasVerified: boolean | null;
  /** What triggers copy from the account. */
  accountName: string | null;
  accountTenantId: string | null;
  accountIsDefault: boolean | null;
  accountIsClosed: boolean | null;
}

export const guestPlaceEntity = new EntitySchema<GuestPlaceRow>({
  name: 'guest_user_on_account',
  columns: {
    guestUserId: { type: 'uuid', name: 'guest_user_id', primary: true },
    accountId: { type: 'uuid', name: 'account_id', primary: true },
    created,
    permitFlags: { ...json, array: true, name: 'permit_flags' },
    denyFlags: { ...json, array: true, name: 'deny_flags' },
    wasVerified: { type: 'boolean', nullable: true, name: 'was_verified' },
    accountName: { type: 'text', nullable: true, name: 'account_name' },
    accountTenantId: { type: 'uuid', nullable: true, name: 'account_tenant_id' },
    accountIsDefault: { type: 'boolean', nullable: true, name: 'account_is_default' },
    accountIsClosed: { type: 'boolean', nullable: true, name: 'account_is_closed' },
  },
});

export interface WebhookRow {
  id: string;
  name: string;
  description: string | null;
  url: string;
  trigger: string;
  method: string | null;
  isActive: boolean | null;
  created: Date | null;
  createdBy: unknown;
  updated: Date | null;
  updatedBy: unknown;
  secret: unknown;
}

export const webhookEntity = new EntitySchema<WebhookRow>({
  name: 'webhook',
  columns: {
    id,
    name: varchar(140),
    description: { ...varchar(255), nullable: true },
    url: { type: 'varchar' },
    trigger: varchar(255),
    method: { ...varchar(12), nullable: true, default: 'POST' },
    isActive: { ...flag(true), name: 'is_active' },
    created,
    createdBy: { ...writer, name: 'created_by' },
    updated: instant,
    updatedBy: { ...writer, name: 'updated_by' },
    secret: json,
  },
});

export const entities = [
  userEntity,
  identityProviderEntity,
  accountEntity,
  accountTagEntity,
  guestRoleEntity,
  guestEntity,
  guestPlaceEntity,
  tenantEntity,
  tenantOwnerEntity,
  tenantManagerEntity,
  tenantTagEntity,
  webhookEntity,
  tokenEntity,
  messageEntity,
  webhookExecutionEntity,
  instanceSettingEntity,
  auditEntity,
  errorCodeEntity,
];
