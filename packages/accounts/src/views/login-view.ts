import { boolean, described, type Infer, integer, literal, shape, text } from '@mycelium/schema';
import { userFields } from './user-view.ts';

export const LoginView = shape('Login', {
  token: described(text(), 'Send it as `Authorization: Bearer <token>`.'),
  type: literal('Bearer'),
  duration: described(integer(), 'Seconds that the token is valid for.'),
  totp_required: described(boolean(), 'True: the token opens nothing but the second-factor check.'),
  totpRequired: described(boolean(), 'The same as `totp_required`.'),
  ...userFields,
});
export type LoginView = Infer<typeof LoginView>;
