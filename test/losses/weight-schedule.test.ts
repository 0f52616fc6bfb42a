import { describe, expect, it } from 'vitest';
import { weightAt, type WeightSchedule } from '#src/losses/index.js';

const POINTS: WeightSchedule['points'] = [
  [0.2, 1],
  [0.6, 0.2],
  [0.8, 0.6],
];

describe('weightAt', () => {
  it('returns a constant weight at any time', () => {
    expect([0, 0.5, 1].map((progress) => weightAt(0.3, progress))).toEqual([0.3, 0.3, 0.3]);
  });

  it.each(['linear', 'cosine', 'steps'] as const)(
    '%s: passes through the points, and is constant before the first and after the last',
    (kind) => {
      const at = (progress: number) => weightAt({ kind, points: POINTS }, progress);
      expect([0, 0.1, 0.2, 0.6, 0.8, 0.9, 1].map(at)).toEqual([1, 1, 1, 0.2, 0.6, 0.6, 0.6]);
    },
  );

  it.each([
    ['linear', [0.8, 0.6, 0.4]],
    // 1 - 0.8 (1 - cos(πs)) / 2 at s = 1/4, 1/2, 3/4.
    ['cosine', [1 - 0.4 * (1 - Math.SQRT1_2), 0.6, 1 - 0.4 * (1 + Math.SQRT1_2)]],
    ['steps', [1, 1, 1]],
  ] as const)('%s: interpolates between points', (kind, values) => {
    [0.3, 0.4, 0.5].forEach((progress, index) => {
      expect(weightAt({ kind, points: POINTS }, progress)).toBeCloseTo(values[index]!, 12);
    });
  });

  it('is constant for a single point', () => {
    for (const progress of [0, 0.5, 1]) expect(weightAt({ kind: 'cosine', points: [[0.5, 0.1]] }, progress)).toBe(0.1);
  });
});
