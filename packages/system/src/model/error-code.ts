/** A code that errors carry, ours (native) or one that services behind the gateway share with their clients. */
export interface ErrorCode {
  /** Two to four capital letters. */
  readonly prefix: string;
  readonly number: number;
  readonly message: string;
  readonly details?: string;
  readonly isInternal: boolean;
  /** Registered by the gateway itself; such a code cannot be deleted. */
  readonly isNative: boolean;
}

const PREFIX = /^[A-Z]{2,4}$/;
const CODE = /^([A-Z]{2,4})(\d{1,9})$/;

export const isPrefix = (text: string): boolean => PREFIX.test(text);

/** `SVC00001`. */
export const codeText = ({ prefix, number }: Pick<ErrorCode, 'prefix' | 'number'>): string =>
  `${prefix}${String(number).padStart(5, '0')}`;

/** `SVC00001` -> prefix and number; `undefined` for text of another form, and for the number 0. */
export function parseCode(text: string): Pick<ErrorCode, 'prefix' | 'number'> | undefined {
  const [, prefix, digits] = CODE.exec(text) ?? [];
  const number = Number(digits);
  if (prefix === undefined || number < 1 || number > 2_147_483_647) return undefined;
  return { prefix, number };
}
