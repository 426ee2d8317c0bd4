import type { BootstrapSecret, LinkSecrets, TokenSigner } from '@mycelium/accounts';

/** Tokens `link-1`, `link-2`, …; their codes are `000001`, `000002`, … */
export function predictableLinkSecrets(): LinkSecrets {
  let count = 0;
  return {
    newToken: () => {
      count += 1;
      return `link-${count}`;
    },
    codeOf: token => (/\d+$/.exec(token)?.[0] ?? '').padStart(6, '0'),
    tokenHash: token => `digest of ${token}`,
    codeHash: (email, code) => `digest of ${code} for ${email}`,
  };
}

/** Tokens that say whose they are: `full:<e-mail>` for an hour, `pending:<e-mail>` for five minutes. */
export const readableTokenSigner: TokenSigner = {
  sign: ({ email }) => ({ token: `full:${email}`, duration: 3600 }),
  signPending: ({ email }) => ({ token: `pending:${email}`, duration: 300 }),
};

/** Open to exactly this secret; without one, closed. */
export const plainBootstrapSecret = (secret: string | undefined): BootstrapSecret => ({
  enabled: secret !== undefined,
  matches: candidate => candidate === secret,
});
