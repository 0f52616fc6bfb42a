import { describe, expect, it } from 'vitest';
import { isKept, isUnknown, keptDistances, noveltyScale } from '#audio/novelty/index.js';

const hundredths = (count: number): number[] => Array.from({ length: count }, (_, i) => (i + 1) / 100);

describe('novelty', () => {
  it('is the fraction of held-out segments of the species that are less strange, of one more than there are', () => {
    const { novelty } = noveltyScale({ wren: hundredths(99), crow: hundredths(24).map((distance) => distance + 1) });
    expect(novelty('wren', 0.005)).toBe(0);
    expect(novelty('wren', 0.01)).toBe(0);
    expect(novelty('wren', 0.505)).toBe(0.5);
    expect(novelty('wren', 9)).toBe(0.99);
    expect(novelty('crow', 9)).toBe(0.96);
    expect(novelty('crow', 0.5)).toBe(0);
  });

  it('compares a species of few segments with all species together', () => {
    const { novelty } = noveltyScale({ wren: hundredths(90), crow: [5, 6, 7] });
    expect(novelty('crow', 4)).toBe(90 / 94);
    expect(novelty('owl', 5.5)).toBe(91 / 94);
  });

  it('is 0 if nothing is known', () => {
    expect(noveltyScale({}).novelty('wren', 1)).toBe(0);
  });

  it('needs a hundred distances of a species, evenly spaced', () => {
    const distances = Array.from({ length: 991 }, (_, i) => (i * 37) % 991);
    const kept = keptDistances(distances);
    expect(kept).toEqual(Array.from({ length: 100 }, (_, i) => 10 * i));
    expect(keptDistances([3, 1, 2])).toEqual([1, 2, 3]);
  });

  it.each([
    ['report', 0.1, true],
    ['report', 0.99, true],
    ['hide', 0.95, true],
    ['hide', 0.951, false],
    ['only', 0.95, false],
    ['only', 0.951, true],
  ] as const)('--unknown %s, %d: kept %s', (choice, novelty, kept) => {
    expect(isKept(novelty, choice)).toBe(kept);
    expect(isUnknown(novelty)).toBe(novelty > 0.95);
  });
});
