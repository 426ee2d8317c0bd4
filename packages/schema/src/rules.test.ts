import { IsOptional, IsString, validateSync } from 'class-validator';
import { expect, it } from 'vitest';
import { nullable, optional, shape, text } from './index.ts';

it('does not inherit that IsOptional lets null through', () => {
  class Decorated {
    name: unknown = null;
  }
  IsOptional()(Decorated.prototype, 'name');
  IsString()(Decorated.prototype, 'name');
  expect(validateSync(new Decorated())).toEqual([]);

  const Named = shape('Named', { name: optional(text()) });
  expect(Named.parse({ name: null })).toEqual({
    ok: false,
    problems: [{ path: 'name', message: 'must be text' }],
  });
  expect(Named.parse({})).toEqual({ ok: true, value: {} });
});

it('does not inherit that a class without properties is refused', () => {
  class Empty {}
  expect(validateSync(new Empty())).not.toEqual([]);
  expect(shape('Nothing', {}).parse({})).toEqual({ ok: true, value: {} });
});

it('keeps missing and null apart in both directions', () => {
  const Cleared = shape('Cleared', { note: nullable(text()) });
  expect(Cleared.parse({ note: null })).toEqual({ ok: true, value: { note: null } });
  expect(Cleared.parse({})).toMatchObject({ ok: false, problems: [{ path: 'note' }] });
});
