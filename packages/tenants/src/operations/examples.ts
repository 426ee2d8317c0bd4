import { CALLER, MOMENT, TAG, TENANT } from './subscriptions-manager/examples.ts';

export const OWNER = '018f5b8a-0000-7000-8000-0000000000d0';

export const tagExample = { id: TAG, value: 'gold', meta: { since: '2026' } };

export const tenantExample = {
  id: TENANT,
  name: 'Acme',
  description: 'Anvils and rockets',
  owners: {
    records: [{ id: OWNER, email: 'ada@example.com', firstName: 'Ada', username: 'ada', isPrincipal: true }],
  },
  status: [],
  created: MOMENT,
};

export const ownerLinkExample = {
  tenantId: TENANT,
  ownerId: OWNER,
  guestBy: `account-id:${CALLER}`,
  created: MOMENT,
  updated: null,
};

/** The tenant with a mark on it. */
export const markedExample = (mark: 'verified' | 'archived' | 'trashed') => ({
  ...tenantExample,
  status: [{ [mark]: { at: MOMENT, by: `profile/${CALLER}` } }],
});

/** An account that the administration of the tenant stands on. */
export const tenantAccountExample = (given: {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly accountType: object;
}) => ({
  ...given,
  isActive: true,
  isChecked: true,
  isArchived: false,
  isDeleted: false,
  verboseStatus: 'verified',
  isSystemAccount: true,
  owners: { records: [] },
  createdAt: MOMENT,
  createdBy: { id: CALLER, from: 'account', email: null },
  updatedBy: null,
});
