import { describe, expect, it } from 'vitest';
import { createRecordingTally } from '#audio/classify/recording-tally.js';
import type { RecordingResult } from '#audio/classify/types.js';

const CLASSES = ['wren', 'background', 'crow'];

/** Tally of half-second segments that start every quarter of a second. */
function tallyOf(rows: readonly (readonly number[])[], minProbability = 0.5): Omit<RecordingResult, 'model'> {
  const tally = createRecordingTally({ classes: CLASSES, backgroundClasses: ['background'], minProbability });
  rows.forEach((row, index) => {
    tally.addToRanking(row);
    tally.addToDetections(index / 4, index / 4 + 0.5, row);
  });
  return tally.finish('a.wav', rows.length / 4 + 0.25, []);
}

describe('the tally of a recording', () => {
  it('ranks species by their mean probability over segments, and leaves background out', () => {
    const { species } = tallyOf([
      [0.1, 0.6, 0.3],
      [0.1, 0.4, 0.5],
    ]);
    expect(species).toEqual([
      { species: 'crow', probability: 0.4 },
      { species: 'wren', probability: 0.1 },
    ]);
  });

  it('weights segments in the ranking if weights are given', () => {
    const tally = createRecordingTally({ classes: CLASSES, backgroundClasses: ['background'], minProbability: 0.5 });
    tally.addToRanking([0.9, 0.1, 0], 0.01);
    tally.addToRanking([0.1, 0.1, 0.8], 0.03);
    const { species } = tally.finish('a.wav', 0.75, []);
    expect(species).toEqual([
      { species: 'crow', probability: 0.6 },
      { species: 'wren', probability: 0.3 },
    ]);
  });

  it('merges consecutive segments of a species into a detection, with mean and maximum probability', () => {
    const { detections } = tallyOf([
      [0.8, 0.1, 0.1],
      [0.6, 0.3, 0.1],
      [0.1, 0.1, 0.8],
    ]);
    expect(detections).toEqual([
      { startSeconds: 0, endSeconds: 0.75, species: 'wren', probability: 0.7, maxProbability: 0.8, segmentCount: 2 },
      { startSeconds: 0.5, endSeconds: 1, species: 'crow', probability: 0.8, maxProbability: 0.8, segmentCount: 1 },
    ]);
  });

  it.each([
    ['background', [0.2, 0.7, 0.1]],
    ['no class above the threshold', [0.4, 0.3, 0.3]],
  ])('ends a detection at a segment with %s on top', (_, between) => {
    const { detections } = tallyOf([[0.8, 0.1, 0.1], between, [0.9, 0.05, 0.05]]);
    expect(detections.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual([
      [0, 0.5],
      [0.5, 1],
    ]);
  });

  it('counts every segment with a threshold of zero', () => {
    expect(tallyOf([[0.4, 0.3, 0.3]], 0).detections).toHaveLength(1);
  });

  it('has neither ranking nor detections for a recording without segments', () => {
    expect(tallyOf([])).toMatchObject({ species: [], detections: [] });
  });

  it('counts the seconds that lie in no segment with a signal, and a segment without one ends a detection', () => {
    const tally = createRecordingTally({ classes: CLASSES, backgroundClasses: ['background'], minProbability: 0.5 });
    // Segments begin every quarter of a second; with a signal: 0, 1, 2, 6, 7.
    for (let index = 0; index < 10; index++) {
      const [start, end] = [index / 4, index / 4 + 0.5];
      if ([0, 1, 2, 6, 7].includes(index)) tally.addToDetections(start, end, [0.8, 0.1, 0.1]);
      else tally.addWithoutSignal(end);
    }
    const { secondsWithoutSignal, detections } = tally.finish('a.wav', 2.8, []);
    // From 1 s to 1.5 s, and from 2.25 s to the end of the last segment, 2.75 s.
    expect(secondsWithoutSignal).toBe(1);
    expect(detections.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual([
      [0, 1],
      [1.5, 2.25],
    ]);
  });

  it('without any signal, counts the whole recording', () => {
    const tally = createRecordingTally({ classes: CLASSES, backgroundClasses: [], minProbability: 0.5 });
    tally.addWithoutSignal(0.5);
    expect(tally.finish('a.wav', 0.54, [])).toMatchObject({ secondsWithoutSignal: 0.54, species: [], detections: [] });
  });
});
