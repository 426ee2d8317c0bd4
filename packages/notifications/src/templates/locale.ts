export const locales = ['en-us', 'es', 'pt-br'] as const;

/** The languages that mails are written in. */
export type Locale = (typeof locales)[number];

const isLocale = (text: string): text is Locale => (locales as readonly string[]).includes(text);

/**
 * The locale that a mail is written in. Case and `_` for `-` do not matter (`pt_BR`), another region of a known
 * language gets that language (`es-MX`), and anything else gets English.
 */
export function mailLocale(wanted: string): Locale {
  const tag = wanted.trim().toLowerCase().replaceAll('_', '-');
  if (isLocale(tag)) return tag;
  const language = tag.split('-')[0];
  return locales.find(locale => locale.split('-')[0] === language) ?? 'en-us';
}

/** `15 minutes`, `1 hora`: whole hours where they are whole, minutes otherwise. */
export function durationText(minutes: number, language: string): string {
  const whole = Math.max(1, Math.round(minutes));
  const [value, unit] = whole % 60 === 0 ? [whole / 60, 'hour'] : [whole, 'minute'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}
