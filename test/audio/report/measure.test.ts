import { describe, expect, it } from 'vitest';
import { type Estimate, measureReport, type RecordingCounts, type ReportInput } from '#audio/report/index.js';
import { createRng } from '#src/rng.js';
import { inputOf, randomInput, times } from './support.js';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);
const cards = SEEDS.map((seed) => {
  const input = randomInput(seed);
  return { input, card: measureReport(input) };
});
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function expectEstimate(estimate: Estimate | null, part: number, whole: number): void {
  if (whole === 0) expect(estimate).toBeNull();
  else expect(estimate!.value).toBe(part / whole);
}

describe('a report of random recordings', () => {
  it('is plain JSON', () => {
    for (const { card } of cards) expect(JSON.parse(JSON.stringify(card))).toStrictEqual(card);
  });

  it('is the same again, and in any order of the recordings', () => {
    for (const { input, card } of cards.slice(0, 20)) {
      expect(measureReport(input)).toEqual(card);
      const recordings = createRng(1).shuffle(input.recordings);
      const shuffled = measureReport({ ...input, recordings });
      expect([shuffled.summary, shuffled.advice, shuffled.confusion]).toEqual([
        card.summary,
        card.advice,
        card.confusion,
      ]);
      expect(shuffled.overall.accuracy).toEqual(card.overall.accuracy);
      shuffled.species.forEach((species, index) => {
        const { species: name, grade, sentence, trust, atThreshold, alsoDetected, wrongIn } = card.species[index]!;
        expect(species).toMatchObject({ species: name, grade, sentence, trust, atThreshold, alsoDetected, wrongIn });
      });
    }
  });

  it('leaves its input as it is', () => {
    const [one, other] = [randomInput(5), randomInput(5)];
    measureReport(one);
    expect(one).toEqual(other);
  });

  it('has estimates inside intervals inside 0 to 1', () => {
    let seen = 0;
    const check = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('low' in value) {
        const estimate = value as Estimate;
        expect(estimate.low).toBeGreaterThanOrEqual(0);
        expect(estimate.low).toBeLessThanOrEqual(estimate.value);
        expect(estimate.high).toBeGreaterThanOrEqual(estimate.value);
        expect(estimate.high).toBeLessThanOrEqual(1 + 1e-12);
        expect(estimate.high).toBeGreaterThan(estimate.low);
        seen++;
      }
      Object.values(value).forEach(check);
    };
    for (const { card } of cards) check(card);
    expect(seen).toBeGreaterThan(500);
  });

  it('has counts that add up, and fractions that agree with them', () => {
    for (const { input, card } of cards) {
      const counts = ({ right, wrong, missed, precision, recall }: RecordingCounts, recordings: number): void => {
        expect(right + missed).toBe(recordings);
        expectEstimate(precision, right, right + wrong);
        expectEstimate(recall, right, recordings);
      };
      card.species.forEach(({ species, recordings, atThreshold, trust }) => {
        expect(recordings).toBe(input.recordings.filter((recording) => recording.species.includes(species)).length);
        counts(atThreshold, recordings);
        if (trust !== null) counts(trust, recordings);
      });
      const { overall } = card;
      const right = sum(card.species.map(({ atThreshold }) => atThreshold.right));
      const wrong = sum(card.species.map(({ atThreshold }) => atThreshold.wrong));
      expect([overall.right, overall.detected]).toEqual([right, right + wrong]);
      expectEstimate(overall.precision, right, right + wrong);
      expectEstimate(overall.recall, right, sum(card.species.map(({ recordings }) => recordings)));
      const withDetections = input.recordings.filter(({ detections }) => detections.length > 0).length;
      expect(sum(card.calibration.bins.map(({ recordings }) => recordings))).toBeCloseTo(withDetections, 9);
    }
  });

  it('has curves that rise in recall, and sum to the average precision', () => {
    for (const { card } of cards) {
      for (const { curve, recordings, averagePrecision } of card.species) {
        let area = 0;
        curve.forEach(({ threshold, right, wrong, precision, recall }, index) => {
          const above = curve[index - 1];
          if (above) expect(threshold).toBeLessThan(above.threshold);
          expect(recall).toBeGreaterThanOrEqual(above?.recall ?? 0);
          expect([precision, recall]).toEqual([right / (right + wrong), right / recordings]);
          area += precision * (recall - (above?.recall ?? 0));
        });
        if (recordings > 0) expect(curve.at(-1)!.recall).toBe(1);
        if (averagePrecision) expect(area).toBeCloseTo(averagePrecision.value, 10);
      }
    }
  });

  it('has a row of confusion for each recording of a species that scores anything', () => {
    for (const { input, card } of cards) {
      const heard = input.recordings.filter(({ scores }) => scores.some((score) => score > 0));
      card.species.forEach(({ species, takenFor }) => {
        const row = card.confusion.species.indexOf(species);
        const counts = card.confusion.counts[row]!;
        const held = heard.filter((recording) => recording.species.includes(species));
        expect(sum(counts)).toBeLessThanOrEqual(held.length);
        const alone = held.filter((recording) => recording.species.length === 1);
        expect(sum(counts)).toBeGreaterThanOrEqual(alone.length);
        expect(sum(takenFor.map(({ recordings }) => recordings))).toBe(sum(counts) - counts[row]!);
      });
      const background = heard.filter((recording) => recording.species.length === 0);
      expect(sum(card.confusion.counts.at(-1)!)).toBe(background.length);
    }
  });

  it('shows mistakes that are some, with what was detected', () => {
    for (const { input, card } of cards) {
      for (const { species, mistakes, atThreshold } of card.species) {
        expect(mistakes.length).toBe(Math.min(5, atThreshold.wrong + atThreshold.missed));
        for (const { kind, file, detected } of mistakes) {
          const recording = input.recordings.find((candidate) => candidate.file === file)!;
          const isDetected = recording.detections.some((detection) => detection.species === species);
          expect([recording.species.includes(species), isDetected]).toEqual([kind === 'missed', kind === 'wrong']);
          const found = new Set(recording.detections.map((detection) => detection.species));
          expect(detected).toEqual([...found].sort());
        }
      }
    }
  });

  it('names species of wrong detections, each with its recordings', () => {
    let seen = 0;
    for (const { input, card } of cards) {
      const wrong = input.recordings.flatMap(({ species, detections }) =>
        [...new Set(detections.map((detection) => detection.species))]
          .filter((name) => !species.includes(name))
          .map((name) => ({ name, truth: species })),
      );
      for (const { species, alsoDetected, wrongIn } of card.species) {
        for (const { species: other, recordings } of alsoDetected) {
          const both = wrong.filter(({ name, truth }) => name === other && truth.includes(species));
          expect(recordings).toBe(both.length);
          seen++;
        }
        const own = wrong.filter(({ name }) => name === species);
        for (const { species: other, recordings } of wrongIn) {
          const isThere = (truth: readonly string[]) => (other === null ? truth.length === 0 : truth.includes(other));
          expect(recordings).toBe(own.filter(({ truth }) => isThere(truth)).length);
          seen++;
        }
        const counts = [alsoDetected, wrongIn].map((list) => list.map(({ recordings }) => recordings));
        for (const list of counts) expect(list).toEqual([...list].sort((x, y) => y - x));
        expect(wrongIn.length > 0).toBe(own.length > 0);
      }
    }
    expect(seen).toBeGreaterThan(300);
  });

  it('has at most five pieces of advice', () => {
    for (const { card } of cards) expect(card.advice.length).toBeLessThanOrEqual(5);
  });
});

describe('a report', () => {
  it('passes on what it is made from', () => {
    const input = inputOf(['a'], times(3, { truth: ['a'], scores: { a: 0.9 } }));
    const { model, source, targetPrecision } = input;
    expect(measureReport(input)).toMatchObject({ format: 'lyrebird-report', version: 1, model, source });
    expect(measureReport(input)).toMatchObject({ targetPrecision, segments: null });
    const segments = { segments: 40, accuracy: 0.5, bySpecies: [null] };
    expect(measureReport({ ...input, segments }).segments).toEqual(segments);
  });

  it('takes names as data', () => {
    const names = ['__proto__', '<b>$&</b>', 'constructor'];
    const sketches = names.flatMap((name) =>
      times(10, { truth: [name], scores: Object.fromEntries([[name, 0.9]]), group: name }),
    );
    const other = { truth: ['other'], scores: { other: 0.9 } };
    const card = measureReport(inputOf(names, sketches));
    expect(card.species.map(({ species, recordings, groups }) => [species, recordings, groups])).toEqual(
      names.map((name) => [name, 10, 1]),
    );
    expect(card.overall.accuracy.value).toBe(1);
    const advice = measureReport(inputOf([...names, 'other'], [...sketches, ...times(10, other)])).advice;
    expect(advice[0]).toContain('<b>$&</b> (10 recordings of 1 group)');
  });

  it('can be made without recordings', () => {
    const card = measureReport(inputOf(['a', 'b'], []));
    expect(JSON.parse(JSON.stringify(card))).toStrictEqual(card);
    expect(card.species.map(({ grade }) => grade)).toEqual(['unknown', 'unknown']);
  });

  it('takes a few seconds of processor time for 3,000 recordings of 50 species', () => {
    const rng = createRng(1);
    const species = Array.from({ length: 50 }, (_, index) => `species ${index}`);
    const sketches = Array.from({ length: 3000 }, () => {
      const truth = species[rng.integer(species.length)]!;
      const scores = Object.fromEntries(species.map((name) => [name, rng.uniform() ** (name === truth ? 0.2 : 5)]));
      return { truth: [truth], scores, group: `${rng.integer(500)}` };
    });
    const input: ReportInput = inputOf(species, sketches);
    const before = process.cpuUsage();
    measureReport(input);
    const { user } = process.cpuUsage(before);
    expect(user / 1e6).toBeLessThan(10);
  });
});
