import { describe, expect, it } from 'vitest';
import { bestDetections, chooseDetections, medianScore } from '#audio/season/tally/index.js';
import { addDetection, createDetections } from '#audio/season/tally/detection-columns.js';

function detectionsWith(scores: readonly number[]) {
  const detections = createDetections();
  for (const [index, probability] of scores.entries()) {
    addDetection(detections, index, {
      ...{ startSeconds: index, endSeconds: index + 1, species: 'wren', maxProbability: 1, segmentCount: 1 },
      probability,
    });
  }
  return detections;
}

function chosen(scores: readonly number[], most: number) {
  const { best, median, least } = chooseDetections(detectionsWith(scores), most);
  return [best, median, least].map((list) => list.map(({ score }) => score));
}

describe('chosen detections', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) / 100);

  it('are the best, three from the middle, and the three least certain', () => {
    expect(chosen(hundred, 4)).toEqual([
      [0.99, 0.98, 0.97, 0.96],
      [0.51, 0.5, 0.49],
      [0.02, 0.01, 0],
    ]);
  });

  it('are as few as asked', () => {
    expect(chosen(hundred, 0)).toEqual([[], [], []]);
    expect(chosen(hundred, 1)).toEqual([[0.99], [0.5], [0]]);
  });

  it.each(Array.from({ length: 24 }, (_, length) => length))('are all different, of %i', (length) => {
    const scores = hundred.slice(0, length);
    const [best, median, least] = chosen(scores, 6);
    const all = [...best!, ...median!, ...least!];
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(Math.min(length, 12));
    expect(all).toEqual([...all].sort((a, b) => b - a));
  });

  it('keep the order of recordings where scores are equal', () => {
    const best = bestDetections(detectionsWith([0.5, 0.9, 0.9, 0.9]), 2);
    expect(best.map(({ recording }) => recording)).toEqual([1, 2]);
  });

  it('have a median score', () => {
    expect(medianScore(detectionsWith([0.1, 0.9, 0.4]))).toBe(0.4);
    expect(medianScore(detectionsWith([0.7]))).toBe(0.7);
  });
});
