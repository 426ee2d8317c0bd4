import { refuse } from '@mycelium/kernel';
import { type Profile, toUrlForm } from '@mycelium/profile';
import { boolean, described, shape, withDefault } from '@mycelium/schema';
import { profileInTenant } from '../../model/caller.ts';
import { ProfileView } from '../../views/profile-view.ts';
import { EXAMPLE_ACCOUNT_ID, EXAMPLE_USER } from '../example-values.ts';
import { operation } from '../operation.ts';

export const getProfile = operation({
  name: 'beginners.profile.get',
  route: 'GET /_adm/beginners/profile',
  access: 'account',
  summary: "Give the caller's profile, as services receive it.",
  description: 'With the tenant header, the profile as it stands within that tenant.',
  params: shape('GetProfileParams', {
    withUrl: described(
      withDefault(boolean(), true),
      'True: licences and ownerships as short URLs. False: as records, the form that services receive.',
    ),
  }),
  result: ProfileView,
  errors: ['ACCOUNT_MISSING', 'NOT_A_TENANT_MEMBER'],
  example: {
    params: { withUrl: false },
    result: {
      owners: [{ id: EXAMPLE_USER.id, email: 'maria@acme.example', isPrincipal: true }],
      accId: EXAMPLE_ACCOUNT_ID,
      isSubscription: false,
      isManager: false,
      isStaff: false,
      ownerIsActive: true,
      accountIsActive: true,
      accountWasApproved: true,
      accountWasArchived: false,
      accountWasDeleted: false,
      verboseStatus: 'verified',
      email: 'maria@acme.example',
      tenants: [],
    },
  },
  run: async (_ports: unknown, { caller, tenantId }, { withUrl }): Promise<Profile> => {
    if (!caller.profile) throw refuse('ACCOUNT_MISSING');
    const profile = tenantId === undefined ? caller.profile : profileInTenant(caller.profile, tenantId);
    if (!profile) throw refuse('NOT_A_TENANT_MEMBER');
    return withUrl ? toUrlForm(profile) : profile;
  },
});
