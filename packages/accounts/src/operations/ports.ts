import type { Clock, Ids } from '@mycelium/kernel';
import type { MailBrand } from '@mycelium/notifications';
import type { SharedCache } from '../ports/cache.ts';
import type { StoresUnitOfWork } from '../ports/stores.ts';
import type { BootstrapSecret, LinkSecrets, TokenSigner } from '../ports/tokens.ts';

/** How this installation wants its accounts to be handled. */
export interface AccountsSettings {
  readonly domainName: string;
  /** Where browsers reach this installation. Links in mails start with it; without it none are sent. */
  readonly domainUrl?: string;
  /** Language of mails, and of pages for browsers that ask for none of ours. Default `en-us`. */
  readonly locale?: string;
  readonly supportEmail?: string;
  /** Seconds that a sign-in link lives. */
  readonly linkExpiresIn: number;
  /**
   * Whether there is a page on which invitations are accepted, for mails to link to. It signs people in, so it needs
   * internal sign-in. Default true.
   */
  readonly invitationPage?: boolean;
  readonly sender: { readonly name?: string; readonly address: string };
  /**
   * Whether a new personal account counts as approved. Signing in has proved that the e-mail is the person's own, so
   * there is nothing left to check unless an installation admits people by hand; then an unapproved account passes no
   * `protected` route until a users manager approves it. Default true.
   */
  readonly approveNewAccounts?: boolean;
}

/** Everything that the operations of this package may ask for. Each one asks for what it needs: see `Needs`. */
export interface AccountsPorts {
  readonly unitOfWork: StoresUnitOfWork;
  readonly cache: SharedCache;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly linkSecrets: LinkSecrets;
  readonly tokenSigner: TokenSigner;
  readonly bootstrapSecret: BootstrapSecret;
  readonly settings: AccountsSettings;
}

export type Needs<Names extends keyof AccountsPorts> = Pick<AccountsPorts, Names>;

export const brandOf = ({ domainName, domainUrl, supportEmail }: AccountsSettings): MailBrand => ({
  domainName,
  ...(domainUrl !== undefined && { domainUrl }),
  ...(supportEmail !== undefined && { supportEmail }),
});

/** `https://gateway.example/base/` + `/_adm/x` -> `https://gateway.example/base/_adm/x`. */
export const absoluteUrl = (domainUrl: string, path: string): string =>
  `${domainUrl.replace(/\/+$/, '')}${path}`;
