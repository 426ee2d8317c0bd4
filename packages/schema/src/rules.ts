import {
  Equals,
  getMetadataStorage,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsRFC3339,
  IsString,
  IsUUID,
  isEmail,
  Max,
  Min,
  ValidateBy,
  type ValidationArguments,
} from 'class-validator';

/** Judges one value: the first broken rule's message, or `undefined` when all hold. */
export type Check = (value: unknown) => string | undefined;

/**
 * Applies decorators to the one property of a class made for them and reads back what they registered. The rules
 * are then run directly: class-validator's own `validate` would look them up again for every value, scanning
 * every class ever decorated.
 */
function compile(decorators: readonly PropertyDecorator[]): Check {
  class Subject {}

  for (const decorate of decorators) decorate(Subject.prototype, 'value');
  const storage = getMetadataStorage();
  const rules = storage.getTargetValidationMetadatas(Subject, '', false, false).map(metadata => {
    const [constraint] = storage.getTargetValidatorConstraints(metadata.constraintCls);
    if (constraint === undefined) throw new TypeError(`${metadata.name ?? 'a rule'} has no validator`);
    return {
      validator: constraint.instance,
      constraints: metadata.constraints ?? [],
      message: metadata.message,
    };
  });
  const subject = new Subject();
  return value => {
    for (const { validator, constraints, message } of rules) {
      const args: ValidationArguments = {
        value,
        constraints,
        targetName: 'Subject',
        object: subject,
        property: 'value',
      };
      if (validator.validate(value, args) !== true)
        return typeof message === 'string' ? message : message(args);
    }
    return undefined;
  };
}

const rule = (name: string, holds: (value: unknown) => boolean, message: string): PropertyDecorator =>
  ValidateBy({ name, validator: { validate: holds } }, { message });

/** Characters as JSON Schema counts them: code points, not UTF-16 units. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

export interface TextLimits {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
}

const atLeast = (min: number) => (value: unknown) => typeof value === 'string' && codePoints(value) >= min;
const atMost = (max: number) => (value: unknown) =>
  typeof value === 'string' && (value.length <= max || codePoints(value) <= max);
const characters = (count: number): string => (count === 1 ? '1 character' : `${count} characters`);

/** Storable text: well-formed Unicode without NUL, which neither PostgreSQL nor a header can carry. */
const isStorable = (value: unknown): boolean =>
  typeof value === 'string' && value.isWellFormed() && !value.includes('\0');

export function textCheck({ min, max, pattern }: TextLimits): Check {
  const decorators = [
    IsString({ message: 'must be text' }),
    rule('storable', isStorable, 'must not contain NUL characters or broken Unicode'),
  ];
  if (min !== undefined) {
    const message = min === 1 ? 'must not be empty' : `must have at least ${characters(min)}`;
    decorators.push(rule('minLength', atLeast(min), message));
  }
  if (max !== undefined)
    decorators.push(rule('maxLength', atMost(max), `must have at most ${characters(max)}`));
  if (pattern !== undefined) {
    if (pattern.global || pattern.sticky) throw new TypeError('a pattern must not be global or sticky');
    const fits = (value: unknown): boolean => typeof value === 'string' && pattern.test(value);
    decorators.push(rule('pattern', fits, `must match ${pattern.source}`));
  }
  return compile(decorators);
}

export const uuidCheck: Check = compile([IsUUID('loose', { message: 'must be a UUID' })]);

const MAX_EMAIL = 254;
const isAddress = (value: unknown): boolean =>
  typeof value === 'string' &&
  value.length <= MAX_EMAIL &&
  (isEmail(value) || (value.endsWith('@localhost') && isEmail(value, { require_tld: false })));

export const emailCheck: Check = compile([
  rule('email', isAddress, `must be an e-mail address of at most ${MAX_EMAIL} characters`),
]);

const CALENDAR_DATE = /^(\d{4})-(\d{2})-(\d{2})/;

/** The shape alone would let 30 February through, and `Date` would silently make it 1 March. */
function isRealInstant(value: unknown): boolean {
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) return false;
  const [, year, month, day] = CALENDAR_DATE.exec(value) ?? [];
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) <= lastDay;
}

const INSTANT_MESSAGE = 'must be an RFC 3339 instant such as 2026-01-31T12:00:00Z';

export const instantCheck: Check = compile([
  IsRFC3339({ message: INSTANT_MESSAGE }),
  rule('realInstant', isRealInstant, INSTANT_MESSAGE),
]);

export interface NumberLimits {
  readonly min?: number;
  readonly max?: number;
}

function limits({ min, max }: NumberLimits): PropertyDecorator[] {
  const decorators: PropertyDecorator[] = [];
  if (min !== undefined) decorators.push(Min(min, { message: `must be at least ${min}` }));
  if (max !== undefined) decorators.push(Max(max, { message: `must be at most ${max}` }));
  return decorators;
}

export const integerCheck = (range: NumberLimits): Check =>
  compile([
    IsInt({ message: 'must be a whole number' }),
    rule('safe', Number.isSafeInteger, 'must be a whole number that JSON can carry exactly'),
    ...limits(range),
  ]);

export const numberCheck = (range: NumberLimits): Check =>
  compile([IsNumber({}, { message: 'must be a number' }), ...limits(range)]);

export const booleanCheck: Check = compile([IsBoolean({ message: 'must be true or false' })]);

export const oneOfCheck = (values: readonly unknown[], message: string): Check =>
  compile([IsIn(values, { message })]);

export const equalsCheck = (value: unknown, message: string): Check => compile([Equals(value, { message })]);

export const listCheck: Check = compile([IsArray({ message: 'must be a list' })]);

export const objectCheck: Check = compile([IsObject({ message: 'must be an object' })]);
