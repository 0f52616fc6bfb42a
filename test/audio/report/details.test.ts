import { describe, expect, it } from 'vitest';
import { measureReport, type ReportCard } from '#audio/report/index.js';
import { inputOf, type Sketch, times } from './support.js';

const measured = (species: readonly string[], sketches: readonly Sketch[]) => measureReport(inputOf(species, sketches));
const ofA = ({ species }: ReportCard) => species.find(({ species: name }) => name === 'a')!;

describe('measures of all recordings', () => {
  const card = measured(
    ['a', 'b'],
    [
      { truth: ['a'], scores: { a: 0.9, b: 0.6 }, group: 'x' },
      { truth: ['a', 'b'], scores: { a: 0.3, b: 0.8 }, group: 'x' },
      { truth: ['b'], scores: { a: 0.7, b: 0.2 } },
      { truth: ['elsewhere'], scores: { a: 0.95 } },
      { scores: { a: 0.4 } },
      { scores: { b: 0.5 } },
    ],
  );

  it('counts recordings, groups and minutes', () => {
    expect([card.recordings, card.groups, card.minutes]).toEqual([6, 5, 6]);
    const counts = card.species.map(({ species, recordings, groups, minutes }) => [
      species,
      recordings,
      groups,
      minutes,
    ]);
    expect(counts.sort()).toEqual([
      ['a', 2, 1, 2],
      ['b', 2, 2, 2],
    ]);
  });

  it('measures names, pairs and background', () => {
    const { accuracy, detected, right, precision, recall, background } = card.overall;
    // Right names: the first two of three with species of the report.
    expect(accuracy.value).toBeCloseTo(2 / 3, 12);
    // Detected: a, b; b; a; a; -; b. Right: a; b. Present: a; a, b; b.
    expect([detected, right]).toEqual([6, 2]);
    expect(precision!.value).toBeCloseTo(2 / 6, 12);
    expect(recall!.value).toBeCloseTo(2 / 4, 12);
    expect(background).toEqual({ recordings: 2, withDetection: 1 });
    expect(card.species[0]!.atThreshold).toMatchObject({ right: 1, wrong: 2, missed: 1 });
    expect(card.species[1]!.atThreshold).toMatchObject({ right: 1, wrong: 2, missed: 1 });
  });

  it('has no precision without detections, and no recall without species', () => {
    const { overall, species, calibration } = measured(['a'], times(3, { scores: { a: 0.2 } }));
    expect(overall).toMatchObject({ accuracy: { value: 0, low: 0, high: 1 }, precision: null, recall: null });
    expect(species[0]!.atThreshold).toEqual({ right: 0, wrong: 0, missed: 0, precision: null, recall: null });
    expect(species[0]!.curve).toEqual([]);
    expect(calibration).toEqual({ error: null, bins: [] });
  });

  it('names nothing where nothing scores above 0', () => {
    const { overall, confusion } = measured(['a'], [{ truth: ['a'], scores: { a: 0 } }]);
    expect(overall.accuracy.value).toBe(0);
    expect(confusion.counts).toEqual([[0], [0]]);
  });
});

describe('confusion', () => {
  it('counts the highest score, without other species that are in the recording', () => {
    const { confusion, species } = measured(
      ['a', 'b', 'c'],
      [
        { truth: ['a'], scores: { a: 0.9 } },
        { truth: ['a'], scores: { a: 0.2, c: 0.3 } },
        { truth: ['a'], scores: { a: 0.2, c: 0.4 } },
        { truth: ['a'], scores: { a: 0.2, b: 0.3 } },
        // b is there: a is not taken for it.
        { truth: ['a', 'b'], scores: { a: 0.3, b: 0.9, c: 0.2 } },
        { truth: ['a', 'b'], scores: { a: 0.3, b: 0.9, c: 0.5 } },
        { truth: ['elsewhere'], scores: { b: 0.9 } },
        { scores: { b: 0.2 } },
      ],
    );
    expect(confusion).toEqual({
      species: ['a', 'b', 'c'],
      counts: [
        [2, 1, 3],
        [0, 2, 0],
        [0, 0, 0],
        [0, 1, 0],
      ],
    });
    const byName = [...species].sort((x, y) => (x.species < y.species ? -1 : 1));
    expect(byName.map(({ takenFor }) => takenFor)).toEqual([
      [
        { species: 'c', recordings: 3 },
        { species: 'b', recordings: 1 },
      ],
      [],
      [],
    ]);
  });
});

describe('the curve', () => {
  it('has a point at each score, where precision changes; equal scores pass together', () => {
    const { curve } = measured(
      ['a'],
      [
        ...[0.9, 0.6, 0.6, 0.2].map((score) => ({ truth: ['a'], scores: { a: score } })),
        ...[0.8, 0.6, 0.4, 0.1].map((score) => ({ scores: { a: score } })),
      ],
    ).species[0]!;
    expect(curve).toEqual([
      { threshold: 0.9, right: 1, wrong: 0, precision: 1, recall: 1 / 4 },
      { threshold: 0.8, right: 1, wrong: 1, precision: 1 / 2, recall: 1 / 4 },
      { threshold: 0.6, right: 3, wrong: 2, precision: 3 / 5, recall: 3 / 4 },
      { threshold: 0.4, right: 3, wrong: 3, precision: 1 / 2, recall: 3 / 4 },
      { threshold: 0.2, right: 4, wrong: 3, precision: 4 / 7, recall: 1 },
      { threshold: 0.1, right: 4, wrong: 4, precision: 1 / 2, recall: 1 },
    ]);
  });
});

describe('listed thresholds', () => {
  it('have exact counts, also where the curve leaves out points', () => {
    const others = Array.from({ length: 600 }, (_, i) => ({ scores: { a: i / 1000 } }));
    const own = Array.from({ length: 60 }, (_, i) => ({ truth: ['a'], scores: { a: 0.4 + i / 100 } }));
    const { listed, threshold, trust } = ofA(measured(['a'], [...own, ...others]));
    const thresholds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];
    expect(listed!.map((counts) => counts.threshold)).toEqual(
      [...new Set([...thresholds, threshold, trust!.threshold])].sort((x, y) => x - y),
    );
    for (const counts of listed!) {
      const reached = (sketches: readonly Sketch[]): number =>
        sketches.filter(({ scores }) => scores!['a']! >= counts.threshold).length;
      expect(counts).toEqual({ threshold: counts.threshold, right: reached(own), wrong: reached(others) });
    }
    expect(listed![0]).toEqual({ threshold: 0.1, right: 60, wrong: 500 });
  });
});

describe('mistakes', () => {
  const wrong = (file: string, score: number): Sketch => ({ file, scores: { a: score }, truth: ['b'] });
  const missed = (file: string, score: number): Sketch => ({ file, scores: { a: score }, truth: ['a'] });
  const files = (sketches: readonly Sketch[]): readonly string[] =>
    ofA(measured(['a', 'b'], sketches)).mistakes.map(({ file }) => file);

  it('alternate between the highest wrong and the lowest missed ones', () => {
    const sketches = [
      ...[wrong('w1', 0.6), wrong('w2', 0.9), wrong('w3', 0.7)],
      ...[missed('m1', 0.3), missed('m2', 0.1), missed('m3', 0.2)],
    ];
    expect(files(sketches)).toEqual(['w2', 'm2', 'w3', 'm3', 'w1']);
    expect(files([...sketches.slice(0, 1), ...sketches.slice(3)])).toEqual(['w1', 'm2', 'm3', 'm1']);
    expect(files(sketches.slice(0, 3))).toEqual(['w2', 'w3', 'w1']);
  });

  it('say where to listen: the detection with the highest score', () => {
    const input = inputOf(['a', 'b'], [wrong('w', 0.9), missed('m', 0.3)]);
    const [first, ...others] = input.recordings;
    const detection = first!.detections[0]!;
    const detections = [0.6, 0.9, 0.9, 0.7].map((maxProbability, index) => ({
      ...detection,
      maxProbability,
      startSeconds: 10 * index,
      endSeconds: 10 * index + 3,
    }));
    const another = { ...detection, species: 'b', maxProbability: 1 };
    const recordings = [{ ...first!, detections: [another, ...detections] }, ...others];
    expect(ofA(measureReport({ ...input, recordings })).mistakes).toStrictEqual([
      {
        kind: 'wrong',
        file: 'w',
        group: 'group 0',
        truth: ['b'],
        detected: ['a', 'b'],
        score: 0.9,
        startSeconds: 10,
        endSeconds: 13,
      },
      { kind: 'missed', file: 'm', group: 'group 1', truth: ['a'], detected: [], score: 0.3 },
    ]);
  });
});

describe('calibration', () => {
  it('weighs recordings equally, in bins of a tenth', () => {
    const { calibration } = measured(
      ['a', 'b'],
      [
        { truth: ['a'], detected: ['a', 'b'], probability: 0.62 },
        { truth: ['a'], detected: ['a'], probability: 0.68 },
        { truth: ['b'], detected: ['a'], probability: 0.3 },
        { detected: ['b'], probability: 1 },
        { detected: ['elsewhere'], probability: 0.1 },
      ],
    );
    expect(calibration.bins).toEqual([
      { from: 0.3, to: 0.4, recordings: 1, meanProbability: 0.3, right: 0 },
      { from: 0.6, to: 0.7, recordings: 2, meanProbability: expect.closeTo(0.65, 12) as number, right: 0.75 },
      { from: 0.9, to: 1, recordings: 1, meanProbability: 1, right: 0 },
    ]);
    // (0.3 + |1.3 - 1.5| + 1) / 4.
    expect(calibration.error).toBeCloseTo(1.5 / 4, 12);
  });
});
