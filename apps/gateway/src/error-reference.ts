import { catalogue, type ErrorEntry, type ErrorName } from '@mycelium/kernel';
import { numbersOf } from '@mycelium/operations';
import { REMEDIES, type Remedy } from './error-remedies.ts';

type Entry = ErrorEntry & { readonly name: ErrorName };

const INTRODUCTION = `# Error codes

<!-- Made by \`node --conditions=development apps/gateway/src/generate.ts\` from the catalogue of errors. -->

Every refusal of the gateway has a code that never changes its meaning; the sentences may be reworded. Over HTTP the body is
\`{"message", "code", "details", "msg", "status"}\`: \`details\` says what to do where more is known than the message, \`msg\`
repeats the message, and \`problems\` lists the parameters at fault. Over JSON-RPC the code is \`error.data.code\`. Every answer
carries \`x-mycelium-request-id\`; the log has the same id.`;

const RESERVED = `## Reserved

These numbers are taken. Nothing in this version answers them.`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');

const remedyOf = ({ name }: Entry): Remedy | undefined => {
  const remedy = REMEDIES[name];
  return remedy === 'reserved' ? undefined : remedy;
};

function answeredRow(entry: Entry): readonly (readonly string[])[] {
  const known = remedyOf(entry);
  if (known === undefined) return [];
  const { http, rpc } = numbersOf(entry);
  return [[entry.code, String(http), String(rpc), entry.message, known.cause, known.remedy]];
}

/** The reference of all error codes as one Markdown page: meaning, cause, remedy. */
export function errorReference(): string {
  const reserved = catalogue.filter(entry => remedyOf(entry) === undefined);
  return `${[
    INTRODUCTION,
    table(['Code', 'HTTP', 'JSON-RPC', 'Message', 'Cause', 'Remedy'], catalogue.flatMap(answeredRow)),
    RESERVED,
    table(
      ['Code', 'Meaning'],
      reserved.map(({ code, message }) => [code, message]),
    ),
  ].join('\n\n')}\n`;
}
