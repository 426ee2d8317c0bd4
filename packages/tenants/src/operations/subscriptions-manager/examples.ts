/** Ids and moments in the examples of the documents, the same in all of them. */
export const TENANT = '018f5b8a-0000-7000-8000-00000000007e';
export const ACCOUNT = '018f5b8a-0000-7000-8000-0000000000ac';
export const CALLER = '018f5b8a-0000-7000-8000-0000000000ca';
export const ROLE = '018f5b8a-0000-7000-8000-0000000000e0';
export const GUEST = '018f5b8a-0000-7000-8000-00000000009e';
export const TAG = '018f5b8a-0000-7000-8000-00000000007a';
export const MOMENT = '2026-01-01T12:00:00.000Z';

export const subscriptionExample = {
  id: ACCOUNT,
  name: 'Newsroom',
  slug: 'newsroom',
  isActive: true,
  isChecked: true,
  isArchived: false,
  isDeleted: false,
  verboseStatus: 'verified',
  isSystemAccount: false,
  owners: { records: [] },
  accountType: { subscription: { tenantId: TENANT } },
  createdAt: MOMENT,
  createdBy: { id: CALLER, from: 'account', email: null },
  updatedBy: null,
};

export const roleExample = {
  id: ROLE,
  name: 'Editor',
  slug: 'editor',
  description: null,
  permission: 'write',
  created: MOMENT,
  updated: null,
  system: false,
  children: null,
};

export const guestExample = {
  id: GUEST,
  email: { username: 'ada', domain: 'example.com' },
  guestRole: { record: roleExample },
  created: MOMENT,
  updated: null,
  accounts: null,
  wasVerified: false,
};
