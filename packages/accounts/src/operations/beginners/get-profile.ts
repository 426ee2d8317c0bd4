import { refuse } from '@mycelium/kernel';
import { type Profile, toUrlForm } from '@mycelium/profile';
import { boolean, described, shape, withDefault } from '@mycelium/schema';
import { ProfileView } from '../../views/profile-view.ts';
import { operation } from '../operation.ts';

export const getProfile = operation({
  name: 'beginners.profile.get',
  route: 'GET /_adm/beginners/profile',
  access: 'account',
  summary: "Give the caller's profile, as services receive it.",
  params: shape('GetProfileParams', {
    withUrl: described(
      withDefault(boolean(), true),
      'True: licences and ownerships as short URLs. False: as records, the form that services receive.',
    ),
  }),
  result: ProfileView,
  errors: ['ACCOUNT_MISSING'],
  run: async (_ports: unknown, { caller }, { withUrl }): Promise<Profile> => {
    if (!caller.profile) throw refuse('ACCOUNT_MISSING');
    return withUrl ? toUrlForm(caller.profile) : caller.profile;
  },
});
