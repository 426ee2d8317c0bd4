import type { Locale } from './locale.ts';

/** What each mail needs to know beside its brand. Names are the ones that templates have always used. */
export interface MailVariables {
  readonly 'magic-link-request': {
    /** An absolute http(s) address. */
    readonly magic_link_url: string;
    /** Whole minutes, at least 1. */
    readonly expires_in_minutes: number;
  };
  readonly 'create-user-account': {
    readonly account_name: string;
  };
  readonly 'guest-to-subscription-account': {
    readonly account_name: string;
    readonly role_name: string;
    readonly role_permissions: 'read' | 'write';
    /** An absolute http(s) address; absent where the installation knows no address of its own. */
    readonly accept_url?: string;
  };
}

export type MailTemplate = keyof MailVariables;

export const mailTemplates = [
  'magic-link-request',
  'create-user-account',
  'guest-to-subscription-account',
] as const satisfies readonly MailTemplate[];

/** On whose behalf a mail speaks: the tenant's own words where it has some, else the installation's. */
export interface MailBrand {
  readonly domainName: string;
  /** The website that the name links to. Ignored unless it is an http(s) address. */
  readonly domainUrl?: string;
  /** Ignored unless it is one e-mail address. */
  readonly supportEmail?: string;
}

/** What a mail says, in plain text and before any layout. */
export interface MailContent {
  readonly subject: string;
  /** The line that inboxes show beside the subject. */
  readonly preview: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly action?: { readonly label: string; readonly url: string; readonly fallback: string };
  /** Small print under the action. */
  readonly notes: readonly string[];
}

/** All sentences of one locale. */
export interface MailTexts {
  readonly locale: Locale;
  /** The language tag of RFC 5646, for the `lang` attribute and for numbers. */
  readonly language: string;
  readonly sentBy: (domainName: string) => string;
  readonly support: (address: string) => string;
  readonly contents: {
    readonly [Template in MailTemplate]: (
      variables: MailVariables[Template],
      brand: MailBrand,
    ) => MailContent;
  };
}
