import { describe, expect, it } from 'vitest';
import type { Findings } from './results.ts';
import { between, document, MARKERS } from './write-documents.ts';

const findings: Findings = {
  name: 'routes',
  title: 'Many routes',
  conditions: 'a machine, 5 rounds',
  notes: ['How it was done.'],
  tables: [{ columns: ['', 'n'], rows: [['one', '1']] }],
  goals: [{ label: 'ratio', value: 1, atLeast: 0.95 }],
};

describe('the page', () => {
  it('keeps what stands around the findings', () => {
    const page = `# Title\n${MARKERS[0]}\nold\n${MARKERS[1]}\nthe end\n`;
    const written = between(page, 'new');
    expect(written).toBe(`# Title\n${MARKERS[0]}\n\nnew\n\n${MARKERS[1]}\nthe end\n`);
    expect(between(written, 'new')).toBe(written);
  });

  it('is refused without the lines between which to write', () => {
    expect(() => between('# Title', 'new')).toThrow(MARKERS[0]);
  });

  it('names the conditions once and every goal in one table', () => {
    const text = document([findings, { ...findings, title: 'Bodies', goals: [] }]);
    expect(text.match(/a machine, 5 rounds/g)).toHaveLength(1);
    expect(text).toContain('| ratio | 1.00 | at least 0.95 | yes |');
    expect(text).toContain('### Bodies\n\nHow it was done.\n\n|  | n |');
  });

  it('says what could not be measured and why', () => {
    expect(document([{ ...findings, tables: [], skipped: 'no agreement' }])).toContain(
      'Not measured: no agreement.',
    );
  });
});
