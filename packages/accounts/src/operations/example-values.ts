import type { AccountView } from '../views/account-view.ts';
import type { GuestRoleView } from '../views/guest-role-view.ts';
import type { LoginView } from '../views/login-view.ts';
import type { UserView } from '../views/user-view.ts';

// Values that the examples of several operations show. All people and places in them are made up.

export const EXAMPLE_ACCOUNT_ID = '3f1b6f1e-6a0c-4d4e-9a57-0d8a4a1f2c11';
export const EXAMPLE_ROLE_ID = '7c9e2a44-51d3-4b0f-8f2e-5b6d0c3a9e21';
export const EXAMPLE_CHILD_ID = '1a5d8c70-2e49-4c6b-b3d1-94f7e0a6b832';
const AT = '2026-03-02T09:30:00.000Z';

export const EXAMPLE_USER: UserView = {
  id: 'c2d4e6f8-0a1b-4c3d-8e5f-60718293a4b5',
  username: 'maria@acme.example',
  email: { username: 'maria', domain: 'acme.example' },
  isActive: true,
  isPrincipal: true,
  created: AT,
  mfa: { totp: 'unknown' },
};

export const EXAMPLE_ACCOUNT: AccountView = {
  id: EXAMPLE_ACCOUNT_ID,
  name: 'Maria Silva',
  slug: 'maria-acme-example',
  isActive: true,
  isChecked: true,
  isArchived: false,
  isDeleted: false,
  verboseStatus: 'verified',
  isSystemAccount: false,
  owners: { records: [EXAMPLE_USER] },
  accountType: 'user',
  createdAt: AT,
  createdBy: { id: EXAMPLE_USER.id, from: 'user', email: 'bWFyaWFAYWNtZS5leGFtcGxl' },
  updatedBy: null,
};

export const EXAMPLE_ROLE: GuestRoleView = {
  id: EXAMPLE_ROLE_ID,
  name: 'Editor',
  slug: 'editor',
  description: 'Writes articles.',
  permission: 'write',
  created: AT,
  updated: null,
  system: false,
  children: null,
};

export const EXAMPLE_LOGIN: LoginView = {
  token: 'eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl',
  type: 'Bearer',
  duration: 43_200,
  totp_required: false,
  totpRequired: false,
  ...EXAMPLE_USER,
};
