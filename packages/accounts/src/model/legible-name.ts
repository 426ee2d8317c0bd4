/**
 * Half and full widths of one letter, ligatures, and letters that only differ in type face. Other compatibility forms
 * mean something of their own, such as the raised letters of "1ª" and "m²".
 */
const FACES = /[\uFB00-\uFB06\uFF01-\uFFEF\u{1D400}-\u{1D7FF}]+/gu;

/**
 * A name in the one form in which it is compared and stored: two names that differ in nothing that could be seen are one.
 */
export const canonicalName = (text: string): string =>
  text
    .replace(FACES, face => face.normalize('NFKC'))
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();

/** Where joiners and variation selectors belong to the writing: within emoji, and in scripts whose letters join. */
const JOINED =
  /(?<=\p{Extended_Pictographic}\p{Emoji_Modifier}?\uFE0F?)\u200D(?=\p{Extended_Pictographic})|(?<=\p{Emoji})\uFE0F|(?<=(?![\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Inherited}])[\p{L}\p{M}])[\u200C\u200D](?=[\p{L}\p{M}])/gu;

/** Characters that show nothing, break the line or turn the direction of what follows; the last looks like a blank. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\u2800]/u;

const WORD = /[\p{L}\p{M}]+/gu;
const LATIN = /\p{sc=Latin}/u;
/** Letters that are found in a Latin one's place. Of the Greek ones those that look like none stay free: "Δt", "kΩ". */
const LATIN_LOOKING =
  /[\p{sc=Cyrillic}\p{sc=Armenian}\p{sc=Cherokee}\p{sc=Coptic}\p{sc=Lisu}\u0391\u0392\u0395-\u0397\u0399\u039A\u039C\u039D\u039F\u03A1\u03A4\u03A5\u03A7\u03B9\u03BA\u03BD\u03BF\u03C1\u03C5\u03F2\u03F3\u03F9]/u;

/** What is wrong with a name by which people tell things apart; `undefined` when they can. */
export function nameProblem(text: string): string | undefined {
  if (UNSEEN.test(text.replace(JOINED, ''))) {
    return 'must not contain characters that cannot be seen, or that turn the direction of writing';
  }
  const mixed = text.match(WORD)?.find(word => LATIN.test(word) && LATIN_LOOKING.test(word));
  if (mixed === undefined) return undefined;
  return `must not mix alphabets whose letters look alike within a word: ${mixed}`;
}
