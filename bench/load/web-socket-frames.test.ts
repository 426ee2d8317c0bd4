import { expect, it } from 'vitest';
import { acceptOf, FrameReader, frame, OPCODES } from './web-socket-frames.ts';

it('the accept value is that of RFC 6455 §1.3', () => {
  expect(acceptOf('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
});

it.each([0, 5, 125, 126, 65_535, 65_536])('a message of %d bytes survives, masked and not', length => {
  const payload = Buffer.alloc(length, 'ab');
  for (const masked of [true, false]) {
    const [got] = new FrameReader().push(frame(OPCODES.binary, payload, masked));
    expect(got?.opcode).toBe(OPCODES.binary);
    expect(got?.payload.equals(payload)).toBe(true);
  }
});

it('frames are found wherever the chunks are cut', () => {
  const bytes = Buffer.concat(['one', 'two'].map(text => frame(OPCODES.text, Buffer.from(text), true)));
  for (let cut = 1; cut < bytes.length; cut++) {
    const reader = new FrameReader();
    const frames = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))];
    expect(frames.map(({ payload }) => payload.toString())).toEqual(['one', 'two']);
  }
});
