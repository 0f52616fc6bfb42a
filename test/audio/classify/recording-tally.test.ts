import { describe, expect, it } from 'vitest';
import { createRecordingTally, type RecordingTally } from '#audio/classify/recording-tally.js';
import { createSpeciesTracker, createTopClassTracker } from '#audio/detections/index.js';
import type { RecordingResult } from '#audio/results/types.js';

const CLASSES = ['wren', 'background', 'crow'];

function createTally(threshold = 0.5): RecordingTally {
  return createRecordingTally({
    classes: CLASSES,
    backgroundClasses: ['background'],
    rankBy: 'probability',
    createTracker: (options) => createTopClassTracker(CLASSES.map(() => threshold), options), // prettier-ignore
  });
}

/** Tally of half-second segments that start every quarter of a second. */
function tallyOf(rows: readonly (readonly number[])[], threshold = 0.5): Omit<RecordingResult, 'model'> {
  return tallyWith(createTally(threshold), rows);
}

function tallyWith(tally: RecordingTally, rows: readonly (readonly number[])[]): Omit<RecordingResult, 'model'> {
  rows.forEach((row, index) => {
    tally.addToMeans(row);
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
      { species: 'crow', probability: 0.4, maxProbability: 0.5, seconds: 0.5, detections: 1 },
      { species: 'wren', probability: 0.1, maxProbability: 0.1, seconds: 0, detections: 0 },
    ]);
  });

  it('weights segments in the ranking if weights are given', () => {
    const tally = createTally();
    tally.addToMeans([0.9, 0.1, 0], 0.01);
    tally.addToMeans([0.1, 0.1, 0.8], 0.03);
    const { species } = tally.finish('a.wav', 0.75, []);
    expect(species.map(({ species: name, probability }) => [name, probability])).toEqual([
      ['crow', 0.6],
      ['wren', 0.3],
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
    const tally = createTally();
    // Segments begin every quarter of a second; with a signal: 0, 1, 2, 6, 7.
    for (let index = 0; index < 10; index++) {
      const [start, end] = [index / 4, index / 4 + 0.5];
      if ([0, 1, 2, 6, 7].includes(index)) tally.addToDetections(start, end, [0.8, 0.1, 0.1]);
      else tally.addWithoutSignal(end);
    }
    const { secondsWithoutSignal, spansWithoutSignal, detections } = tally.finish('a.wav', 2.8, []);
    // From 1 s to 1.5 s, and from 2.25 s to the end of the last segment, 2.75 s.
    expect(secondsWithoutSignal).toBe(1);
    expect(spansWithoutSignal).toEqual([
      [1, 1.5],
      [2.25, 2.75],
    ]);
    expect(detections.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual([
      [0, 1],
      [1.5, 2.25],
    ]);
  });

  it('without any signal, counts the whole recording', () => {
    const tally = createTally();
    tally.addWithoutSignal(0.5);
    expect(tally.finish('a.wav', 0.54, [])).toMatchObject({
      ...{ secondsWithoutSignal: 0.54, spansWithoutSignal: [[0, 0.54]], species: [], detections: [] },
    });
  });

  it('with a signal throughout, has no spans without', () => {
    expect(tallyOf([[0.8, 0.1, 0.1]])).not.toHaveProperty('spansWithoutSignal');
  });
});

describe('the tally of a recording in which several species may sing at once', () => {
  /** Species by start and end. */
  const found = ({ detections }: Pick<RecordingResult, 'detections'>) =>
    detections.map(({ species, startSeconds, endSeconds }) => [species, startSeconds, endSeconds]);

  function speciesTally(rows: readonly (readonly number[])[], continueRatio = 1, minSeconds = 0) {
    const settings = { thresholds: [0.8, 0.1, 0.5], continueRatio, minSeconds };
    const tally = createRecordingTally({
      classes: CLASSES,
      backgroundClasses: ['background'],
      rankBy: 'maxProbability',
      createTracker: (options) => createSpeciesTracker({ ...settings, ...options }),
    });
    return tallyWith(tally, rows);
  }

  it('detects each species by its own threshold; detections overlap, and background is never detected', () => {
    const result = speciesTally([
      [0.9, 0.9, 0.6],
      [0.7, 0.9, 0.7],
      [0.8, 0.9, 0.4],
    ]);
    expect(found(result)).toEqual([
      ['wren', 0, 0.25],
      ['crow', 0, 0.5],
      ['wren', 0.75, 1],
    ]);
    expect(result.species).toEqual([
      { species: 'wren', probability: 0.8, maxProbability: 0.9, seconds: 0.5, detections: 2 },
      { species: 'crow', probability: 0.56667, maxProbability: 0.7, seconds: 0.5, detections: 1 },
    ]);
  });

  it('continues a detection above the lower level, on both sides of where it reaches the threshold', () => {
    const crow = [0.24, 0.3, 0.6, 0.26, 0.2, 0.3, 0.4].map((score) => [0, 0, score]);
    expect(found(speciesTally(crow, 0.5))).toEqual([['crow', 0.5, 1]]);
  });

  it('drops detections that are too short', () => {
    const crow = [0.6, 0, 0.6, 0.6].map((score) => [0, 0, score]);
    expect(found(speciesTally(crow, 1, 0.5))).toEqual([['crow', 0.75, 1.25]]);
  });

  it('begins and ends in the middle of segments that hold the species by themselves, not where context reaches', () => {
    const spans: number[][] = [];
    const tracker = createSpeciesTracker({
      ...{ isSpecies: [true], thresholds: [0.5], continueRatio: 0.5, minSeconds: 0 },
      onDetection: ({ startSeconds, endSeconds }) => spans.push([startSeconds, endSeconds]),
    });
    const alone = [0, 0, 0.2, 0.9, 0.9, 0, 0, 0];
    alone.forEach((score, index) => tracker.add(index, index + 1, [index < 7 ? 0.6 : 0], NaN, [score]));
    expect(spans).toEqual([[3.5, 4.5]]);
    // Never heard by itself: context alone decides.
    [0.2, 0.2].forEach((score, index) => tracker.add(8 + index, 9 + index, [0.6], NaN, [score]));
    tracker.interrupt();
    expect(spans.at(-1)).toEqual([8, 10]);
  });
});
