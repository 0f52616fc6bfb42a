import { describe, expect, it } from 'vitest';
import { isUnchanged, type Provenance } from '#audio/results/provenance.js';

const HOUR_MS = 3_600_000;
const BEFORE: Provenance = { path: '/card/a.wav', size: 9, mtimeMs: 1_715_491_800_000, sample: 'a', settings: 'x' };
const after = (change: Partial<Provenance>): boolean => isUnchanged(BEFORE, { ...BEFORE, ...change });

describe('a recording', () => {
  it.each([HOUR_MS, -HOUR_MS, 5.75 * HOUR_MS, 26 * HOUR_MS])(
    'whose time moved by %d ms, as that of a file on a card when zone or summer time change, is unchanged',
    (shift) => {
      expect(after({ mtimeMs: BEFORE.mtimeMs + shift })).toBe(true);
      expect(after({ mtimeMs: BEFORE.mtimeMs + shift, sample: 'b' })).toBe(false);
      expect(after({ mtimeMs: BEFORE.mtimeMs + shift, size: 10 })).toBe(false);
    },
  );

  it.each([1, 2_000, HOUR_MS + 2_000, 27 * HOUR_MS])('whose time moved by %d ms has changed', (shift) => {
    expect(after({ mtimeMs: BEFORE.mtimeMs + shift })).toBe(false);
  });

  it('of a result without a sample has changed if its time has', () => {
    const { sample: _, ...earlier } = BEFORE;
    expect(isUnchanged(earlier, BEFORE)).toBe(true);
    expect(isUnchanged(earlier, { ...BEFORE, mtimeMs: BEFORE.mtimeMs + HOUR_MS })).toBe(false);
  });
});
