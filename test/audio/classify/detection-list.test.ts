import { expect, it } from 'vitest';
import { createDetectionList } from '#audio/classify/detection-list.js';

it('a list of detections returns all of them in order, with the names of their species', () => {
  const list = createDetectionList();
  expect(list.toArray(['wren'])).toEqual([]);
  const classes = ['wren', 'robin', 'thrush'];
  const detections = Array.from({ length: 1_000 }, (_, i) => ({
    startSeconds: i / 10,
    endSeconds: i / 10 + 0.5,
    species: i % 3,
    probability: 1 / (i + 2),
    maxProbability: 1 / (i + 1),
    segmentCount: i + 1,
  }));
  for (const detection of detections) list.add(detection);
  expect(list.toArray(classes)).toEqual(detections.map((d) => ({ ...d, species: classes[d.species] })));
});
