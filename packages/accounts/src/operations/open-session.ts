import type { User } from '../model/user.ts';
import type { TokenSigner } from '../ports/tokens.ts';
import type { LoginView } from '../views/login-view.ts';
import { hasSecondFactor, userView } from '../views/user-view.ts';

/** A session for a user who proved to be one. With a second factor the token opens nothing but its check. */
export function openSession(tokenSigner: TokenSigner, user: User): LoginView {
  const pending = hasSecondFactor(user);
  const subject = { userId: user.id, email: user.email };
  const { token, duration } = pending ? tokenSigner.signPending(subject) : tokenSigner.sign(subject);
  return {
    token,
    type: 'Bearer',
    duration,
    totp_required: pending,
    totpRequired: pending,
    ...userView(user),
  };
}
