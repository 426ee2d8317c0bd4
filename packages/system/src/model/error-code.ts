/** A code that errors carry, ours (native) or one that services behind the gateway share with their clients. */
export interface ErrorCode {
  /** Two to four capital letters. */
  readonly prefix: string;
  /** From 1 on. 0 occurs in data of older installations, which gave it to every code of their own. */
  readonly number: number;
  readonly message: string;
  readonly details?: string;
  readonly isInternal: boolean;
  /** Registered by the gateway itself; such a code cannot be deleted. */
  readonly isNative: boolean;
}

/** The prefix of our own codes, under which nobody else may register any. */
export const NATIVE_PREFIX = 'MYC';
export const MAX_CODE_NUMBER = 2_147_483_647;

const PREFIX = /^[A-Z]{2,4}$/;
const CODE = /^([A-Z]{2,4})(\d{5,10})$/;

export const isPrefix = (text: string): boolean => PREFIX.test(text);

/** `SVC00001`. */
export const codeText = ({ prefix, number }: Pick<ErrorCode, 'prefix' | 'number'>): string =>
  `${prefix}${String(number).padStart(5, '0')}`;

/** `SVC00001` -> prefix and number; `undefined` for any other form: a code has one spelling. */
export function parseCode(text: string): Pick<ErrorCode, 'prefix' | 'number'> | undefined {
  const [, prefix, digits] = CODE.exec(text) ?? [];
  const number = Number(digits);
  if (prefix === undefined || number > MAX_CODE_NUMBER) return undefined;
  return codeText({ prefix, number }) === text ? { prefix, number } : undefined;
}
