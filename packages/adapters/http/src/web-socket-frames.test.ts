import { expect, it } from 'vitest';
import { closeFrame, FrameBoundary } from './web-socket-frames.ts';

function frame(length: number, { masked = false, opcode = 1 } = {}): Buffer {
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + extended + (masked ? 4 : 0));
  head[0] = 0x80 | opcode;
  head[1] = (masked ? 0x80 : 0) | (extended === 0 ? length : extended === 2 ? 126 : 127);
  if (extended === 2) head.writeUInt16BE(length, 2);
  if (extended === 8) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, Buffer.alloc(length, 0xff)]);
}

it.each([0, 1, 125, 126, 65_535, 65_536, 70_000])(
  'finds the end of a frame of %d bytes, however it is cut',
  length => {
    for (const masked of [false, true]) {
      const bytes = frame(length, { masked });
      const boundary = new FrameBoundary();
      for (let at = 0; at < bytes.length; at += 7919) {
        boundary.follow(bytes.subarray(at, at + 7919));
        expect(boundary.reached).toBe(at + 7919 >= bytes.length);
      }
      for (const byte of bytes.subarray(0, 14)) boundary.follow(Buffer.from([byte]));
      expect(boundary.reached).toBe(bytes.length <= 14);
    }
  },
);

it('follows several frames in one piece and knows a close frame', () => {
  const boundary = new FrameBoundary();
  boundary.follow(Buffer.concat([frame(5), frame(300, { masked: true }), frame(2, { opcode: 9 })]));
  expect(boundary).toMatchObject({ reached: true, closed: false });
  boundary.follow(Buffer.concat([frame(3), frame(2, { opcode: 8 })]));
  expect(boundary).toMatchObject({ reached: true, closed: true });
});

it('writes a close frame for either side', () => {
  expect([...closeFrame({ code: 1008, reason: 'ab' }, false)]).toEqual([0x88, 4, 0x03, 0xf0, 0x61, 0x62]);
  expect([...closeFrame({ code: 1001, reason: '' }, true)]).toEqual([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe9]);
});
