import { expect, it } from 'vitest';
import { createDetectionList, type IndexedDetection } from '#audio/detections/index.js';

const detection = (startSeconds: number, species: number): IndexedDetection => ({
  ...{ startSeconds, endSeconds: startSeconds + 1, species, probability: 0.5, maxProbability: 0.75 },
  ...{ segmentCount: 3, distance: 0.5 },
});

it('keeps any number of detections, in order of their starts, then of classes', () => {
  const list = createDetectionList();
  expect(list.length).toBe(0);
  const added = Array.from({ length: 500 }, (_, i) => detection((i * 7) % 100, i % 3));
  for (const one of added) list.add(one);
  expect(list.length).toBe(500);
  const found: IndexedDetection[] = [];
  list.forEach((one) => found.push(one));
  const expected = [...added].sort((a, b) => a.startSeconds - b.startSeconds || a.species - b.species);
  expect(found).toEqual(expected);
});
