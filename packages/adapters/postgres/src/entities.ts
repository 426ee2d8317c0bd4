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

export const entities = [
  userEntity,
  identityProviderEntity,
  accountEntity,
  tokenEntity,
  messageEntity,
  webhookExecutionEntity,
  instanceSettingEntity,
  auditEntity,
  errorCodeEntity,
];
