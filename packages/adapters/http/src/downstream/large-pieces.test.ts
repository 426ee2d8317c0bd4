import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { ROOM_BYTES, writeCopy, writeLast } from './large-pieces.ts';

type Written = (error?: Error | null) => void;

/** Keeps what is written, and says that it has left when told so. */
function holding() {
  const held: { readonly chunk: Buffer; readonly left: Written | undefined }[] = [];
  const write = (chunk: Buffer, left?: Written): boolean => {
    held.push({ chunk, left });
    return false;
  };
  return { held, to: { write } as never };
}

const filled = (length: number, letter: string): Buffer => Buffer.alloc(length, letter);

it('what is written stays what it was when the next read overwrites it', async () => {
  const to = new PassThrough({ highWaterMark: 1 });
  const room = Buffer.alloc(ROOM_BYTES);
  for (const [i, length] of [1, 100, 8191, 8192, 65_535, 65_536].entries()) {
    room.fill(String(i));
    expect(writeCopy(to, room.subarray(0, length))).toBe(false);
    room.fill('?');
    expect(String(to.read())).toBe(String(i).repeat(length));
  }
});

it('a room is used again once its bytes have left, and not before', () => {
  const { held, to } = holding();
  writeCopy(to, filled(ROOM_BYTES, 'a'));
  writeCopy(to, filled(20_000, 'b'));
  expect(held[1]?.chunk.buffer).not.toBe(held[0]?.chunk.buffer);
  held[0]?.left?.();
  writeCopy(to, filled(30_000, 'c'));
  expect(held[2]?.chunk.buffer).toBe(held[0]?.chunk.buffer);
  expect([held[1]?.chunk.equals(filled(20_000, 'b')), held[2]?.chunk.equals(filled(30_000, 'c'))]).toEqual([
    true,
    true,
  ]);
});

it('a room whose bytes did not leave is not used again', () => {
  const { held, to } = holding();
  writeCopy(to, filled(ROOM_BYTES, 'a'));
  held[0]?.left?.(new Error('the client went away'));
  for (let i = 0; i < 40; i++) writeCopy(to, filled(ROOM_BYTES, 'b'));
  expect(held.slice(1).some(({ chunk }) => chunk.buffer === held[0]?.chunk.buffer)).toBe(false);
});

it('the memory of a large piece that was written for the last time is given back, not before it has left', () => {
  const { held, to } = holding();
  const chunk = filled(50_000, 'a');
  expect([writeLast(to, chunk), chunk.length]).toEqual([false, 50_000]);
  held[0]?.left?.();
  expect([chunk.length, chunk.buffer.byteLength]).toEqual([0, 0]);
});

it('what shares its memory with others, did not leave or is small is left alone', () => {
  const { held, to } = holding();
  const shared = filled(50_000, 'a').subarray(10, 30_000);
  const stuck = filled(50_000, 'b');
  for (const chunk of [shared, stuck, filled(100, 'c')]) writeLast(to, chunk);
  held[0]?.left?.();
  held[1]?.left?.(new Error('the service went away'));
  expect([shared.length, stuck.length, held[2]?.left]).toEqual([29_990, 50_000, undefined]);
});
