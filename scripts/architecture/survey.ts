import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ROOMS, type Room } from './rooms.ts';
import { type Declared, roomOf, type Violation, violationsIn } from './violations.ts';

const SOURCES = [
  'packages/*/src/**/*.ts',
  'packages/adapters/*/src/**/*.ts',
  'apps/*/src/**/*.ts',
  'examples/*/src/**/*.ts',
];

/** All violations of the project below `root`, by file and line. */
export function survey(
  root: string,
  rooms: readonly Room[] = ROOMS,
): { files: number; violations: Violation[] } {
  const files = [...new Set(globSync(SOURCES, { cwd: root }))].map(file => file.split(sep).join('/')).sort();
  const declared = new Map(rooms.map(room => [room, declaredBy(root, room)]));
  const violations = files.flatMap(file => {
    const room = roomOf(file, rooms);
    const source = { file, text: readFileSync(join(root, file), 'utf8') };
    return violationsIn(source, room && declared.get(room), rooms);
  });
  return { files: files.length, violations };
}

function declaredBy(root: string, room: Room): Declared | undefined {
  const file = join(root, room.folder, 'package.json');
  if (!existsSync(file)) return undefined;
  const { dependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies?: Declared };
  return dependencies;
}
