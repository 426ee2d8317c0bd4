import { dirname, join, normalize } from 'node:path/posix';
import { type Import, importsOf, processUses } from './imports.ts';
import { ROOMS, type Room, TEST_IMPORTS } from './rooms.ts';

export interface Source {
  /** From the root of the project, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** What a package.json says it needs to run. */
export type Declared = Readonly<Record<string, string>>;

export interface Violation {
  readonly file: string;
  readonly line: number;
  /** What is wrong, why, and what to do. */
  readonly sentence: string;
}

export const show = ({ file, line, sentence }: Violation): string => `${file}:${line}  ${sentence}`;

/** Tests, what they share, and generators: files that never run in a gateway. */
const isTest = (file: string): boolean =>
  /\.(?:test|fixture)\.ts$|\/src\/testing\/|\/src\/generate\.ts$/.test(file);

/** The room a file is in. */
export const roomOf = (file: string, rooms: readonly Room[] = ROOMS): Room | undefined =>
  rooms.find(room => file.startsWith(`${room.folder}/`));

/** Every import of a source that its room does not allow, and every use of the process in a pure one. */
export function violationsIn(
  source: Source,
  declared: Declared | undefined,
  rooms: readonly Room[] = ROOMS,
): Violation[] {
  const room = roomOf(source.file, rooms);
  if (room === undefined) {
    const sentence =
      'This package is in no room: give it one in scripts/architecture/rooms.ts, with its reason.';
    return [{ file: source.file, line: 1, sentence }];
  }
  const found = importsOf(source.text).flatMap(entry => {
    const sentence = objection({ entry, room, file: source.file, declared });
    return sentence === undefined ? [] : [{ file: source.file, line: entry.line, sentence }];
  });
  return [...found, ...processViolations(source, room)];
}

interface Question {
  readonly entry: Import;
  readonly room: Room;
  readonly file: string;
  readonly declared: Declared | undefined;
}

function objection(question: Question): string | undefined {
  const { specifier } = question.entry;
  if (specifier.startsWith('.')) return objectToPath(question);
  if (specifier.startsWith('@mycelium/')) return objectToRoom(question);
  if (specifier.startsWith('node:')) return objectToNode(question);
  return objectToLibrary(question);
}

function objectToPath({ entry, room, file }: Question): string | undefined {
  const target = normalize(join(dirname(file), entry.specifier));
  if (target.startsWith(`${room.folder}/`)) return undefined;
  // Tests may start what tests share, and read the project's own files.
  if (isTest(file) && /^(test-e2e|scripts)\//.test(target)) return undefined;
  return `${entry.specifier} leaves the package. Packages meet by name: import from @mycelium/….`;
}

function objectToRoom({ entry, room, file }: Question): string | undefined {
  const name = entry.specifier.split('/').slice(0, 2).join('/');
  // What a package offers to the tests of others has an entry of its own.
  if (entry.specifier === `${name}/testing` && isTest(file)) return undefined;
  if (name !== entry.specifier)
    return `${entry.specifier} reaches into a package. Import what ${name} exports.`;
  if (name === room.name) return `${name} imports itself by name. Use a relative path.`;
  if (room.rooms === 'all' || room.rooms.includes(name)) return undefined;
  if (isTest(file) && includes(TEST_IMPORTS.rooms, name)) return undefined;
  return `${room.name} may not import ${name}. ${room.because}`;
}

function objectToNode({ entry, room, file }: Question): string | undefined {
  if (room.node === 'all' || room.node.includes(entry.specifier) || isTest(file)) return undefined;
  if (room.types.includes(entry.specifier)) return objectToValues(entry, room);
  return `${room.name} may not import ${entry.specifier}. ${room.because}`;
}

function objectToLibrary({ entry, room, file, declared }: Question): string | undefined {
  const scoped = entry.specifier.startsWith('@');
  const name = entry.specifier
    .split('/')
    .slice(0, scoped ? 2 : 1)
    .join('/');
  if (isTest(file)) return objectToTestLibrary(name, room);
  if (room.types.includes(name)) return objectToValues(entry, room);
  if (!room.npm.includes(name)) return `${room.name} may not import ${name}. ${room.because}`;
  // What tests share runs from the workspace only, which brings the test runner.
  if (declared === undefined || name in declared || includes(TEST_IMPORTS.npm, name)) return undefined;
  return `${name} is not among the dependencies of ${room.folder}/package.json, so the built package would miss it.`;
}

const objectToValues = ({ typeOnly, specifier }: Import, room: Room): string | undefined =>
  typeOnly ? undefined : `${room.name} may import the types of ${specifier} only. ${room.because}`;

/** A test may use any library but one that is at home elsewhere. */
function objectToTestLibrary(name: string, room: Room): string | undefined {
  if ([...room.npm, ...room.types, ...TEST_IMPORTS.npm].includes(name)) return undefined;
  const home = ROOMS.find(other => other.npm.includes(name) && other !== room);
  if (home === undefined) return undefined;
  return `${name} lives in ${home.name}; the tests of ${room.name} use that package or a test server, not its library.`;
}

function processViolations({ file, text }: Source, room: Room): Violation[] {
  if (room.process || isTest(file)) return [];
  const sentence = `${room.name} may not read the process. Have the value handed in. ${room.because}`;
  return processUses(text).map(line => ({ file, line, sentence }));
}

const includes = (list: readonly string[], name: string): boolean => list.includes(name);
