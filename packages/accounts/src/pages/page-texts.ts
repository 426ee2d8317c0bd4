import { type Locale, locales, mailLocale } from '@mycelium/notifications';

export type Notice = 'linkInvalid' | 'bootstrapClosed';

/** All sentences of the pages in one language. */
export interface PageTexts {
  /** For the `lang` attribute. */
  readonly language: string;
  readonly copy: string;
  readonly copied: string;
  readonly failed: string;
  readonly scriptNeeded: string;
  readonly magicLink: {
    readonly title: (domainName: string) => string;
    readonly purpose: (email: string) => string;
    readonly validity: (duration: string) => string;
    readonly next: string;
    readonly warning: string;
    readonly signIn: string;
    readonly signInHere: string;
    readonly byCommand: string;
  };
  readonly session: {
    readonly title: string;
    readonly explanation: string;
    readonly secondFactor: string;
  };
  readonly bootstrap: {
    readonly title: (domainName: string) => string;
    readonly purpose: string;
    readonly secret: string;
    readonly email: string;
    readonly request: string;
    readonly sent: string;
    readonly code: string;
    readonly complete: string;
  };
  readonly invitation: {
    readonly title: (domainName: string) => string;
    readonly purpose: string;
    readonly email: string;
    readonly request: string;
    readonly sent: string;
    readonly code: string;
    readonly signIn: string;
    readonly signedIn: string;
    readonly accept: string;
    readonly absent: string;
    readonly newcomer: string;
    readonly name: string;
    readonly register: string;
    readonly done: string;
    readonly doneNext: string;
    readonly byCommand: string;
  };
  readonly notices: { readonly [Name in Notice]: { readonly title: string; readonly advice: string } };
}

const isOurs = (wanted: string): boolean => {
  const language = wanted.trim().toLowerCase().split(/[-_]/)[0];
  return locales.some(locale => locale.split('-')[0] === language);
};

/** The browser's language where we speak it, else the installation's. */
export const pageLocale = (wanted: string | undefined, installation: string | undefined): Locale =>
  wanted !== undefined && isOurs(wanted) ? mailLocale(wanted) : mailLocale(installation ?? 'en-us');

/** `15 minutes`, `1 hora`. */
export function durationText(minutes: number, language: string): string {
  const [value, unit] = minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}
