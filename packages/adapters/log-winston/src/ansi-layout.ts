import type { LogLevel } from '@mycelium/kernel';
import { type Layout, timestamp } from './entry.ts';
import { fieldWriter } from './field-writer.ts';
import { isUnsuspicious, redactText } from './redact.ts';
import { remembered } from './remembered.ts';

const LEVEL: Readonly<Record<LogLevel, string>> = {
  error: 'ERROR',
  warn: ' WARN',
  info: ' INFO',
  debug: 'DEBUG',
  trace: 'TRACE',
};
const COLOR: Readonly<Record<LogLevel, string>> = {
  error: '1;31',
  warn: '33',
  info: '32',
  debug: '34',
  trace: '35',
};

/**
 * One line for people: `  2026-01-31T09:30:00.123000Z  INFO identity.jwks: looked up, stage: "identity.jwks"`. Without colours
 * this is what `scripts/python/evaluate_security_group_logs.py` reads. Whatever is said stays on its line; only the stack of an
 * error follows, indented.
 */
export function ansiLayout(color: boolean): Layout {
  const paint = (code: string, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const fieldsOf = fieldWriter({
    label: name => `, ${paint('3', printable(name))}: `,
    text: value => printable(JSON.stringify(value)),
    other: shown,
  });
  const speaker = remembered(target => paint('2', `${printable(target)}:`));
  const said = remembered(message => (isUnsuspicious(message) ? printable(message) : undefined));
  return ({ time, level, target, message, fields }) => {
    const stacks: string[] = [];
    let line = `  ${paint('2', timestamp(time))} ${paint(COLOR[level], LEVEL[level])} `;
    line += `${speaker(target)} ${said(message) ?? printable(redactText(message))}`;
    line += fieldsOf(fields, stacks);
    if (stacks.length === 0) return `${line}\n`;
    return `${[line, ...stacks.map(frame => `    ${printable(frame)}`)].join('\n')}\n`;
  };
}

/** Numbers and booleans plain, anything else as JSON. The stack of an error is taken out. */
function shown(value: unknown, stacks: string[]): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'object' && value !== null && 'stack' in value && Array.isArray(value.stack)) {
    const { stack, ...rest } = value;
    stacks.push(...stack.map(String));
    return printable(JSON.stringify(rest));
  }
  return printable(JSON.stringify(value) ?? 'null');
}

// A line break would begin a forged entry, an escape would command the reader's terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

const printable = (text: string): string =>
  text.replace(CONTROLS, control => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
