import { describe, expect, it } from 'vitest';
import { gradeOf, type GradedMeasures } from '#audio/report/grade.js';
import { measureReport } from '#audio/report/index.js';
import { inputOf, type Sketch, times } from './support.js';

const found: Sketch = { truth: ['a'], scores: { a: 0.9 } };
const missed: Sketch = { truth: ['a'], scores: { a: 0.4 } };
const wrong: Sketch = { scores: { a: 0.8 } };
const quiet = times(40, { scores: { a: 0.01 } });
const gradeAndSentence = (sketches: readonly Sketch[]) => {
  const { grade, sentence } = measureReport(inputOf(['a'], sketches)).species[0]!;
  return [grade, sentence];
};
const RIGHT = 'detections are right in';
const THEY = 'they are right in';

describe('grades and their sentences', () => {
  it('is unusable if recordings cannot say how good the model is', () => {
    expect(gradeAndSentence(quiet)).toEqual(['unusable', 'Not usable: no recording holds it.']);
    expect(gradeAndSentence([...quiet, found])).toEqual(['unusable', 'Not usable: 1 recording says too little.']);
    expect(gradeAndSentence([...quiet, ...times(3, found)])).toEqual([
      'unusable',
      'Not usable: 3 recordings say too little.',
    ]);
    const pond = times(12, { ...found, group: 'pond' });
    expect(gradeAndSentence([...quiet, ...pond])).toEqual([
      'unusable',
      'Not usable: 12 recordings from one session, person or place say nothing about others.',
    ]);
    expect(gradeAndSentence(times(12, found))).toEqual([
      'unusable',
      'Not usable: all 12 recordings hold it, so they say nothing about other sounds.',
    ]);
  });

  it('is unusable if scores may be no better than chance', () => {
    const alike = times(6, { truth: ['a'], scores: { a: 0.01 } });
    expect(gradeAndSentence([...quiet, ...alike])).toEqual([
      'unusable',
      'Not usable: scores of its 6 recordings may be no better than chance among the 40 others.',
    ]);
  });

  describe('by measures', () => {
    const sure = { value: 1, low: 0.7, high: 1 };
    const measures: GradedMeasures = {
      recordings: 10,
      groups: 10,
      others: 30,
      rightGroups: 10,
      atThreshold: { right: 10, wrong: 0, missed: 0, precision: sure, recall: sure },
      averagePrecision: sure,
    };

    it('compares the lower end of average precision with the fraction of recordings that hold the species', () => {
      const graded = (low: number) => gradeOf({ ...measures, averagePrecision: { value: 0.9, low, high: 1 } }, 0.9);
      expect(graded(0.25)).toEqual({ grade: 'unusable', reason: 'chance' });
      expect(graded(0.26)).toEqual({ grade: 'reliable' });
    });

    it('needs the wished precision, half of the recordings, five right ones and two groups of them', () => {
      const grade = (changed: Partial<GradedMeasures>) => gradeOf({ ...measures, ...changed }, 0.9).grade;
      const at = (changed: Partial<GradedMeasures['atThreshold']>) =>
        grade({ atThreshold: { ...measures.atThreshold, ...changed } });
      const fraction = (value: number) => ({ value, low: 0, high: 1 });
      expect([at({ precision: fraction(0.9) }), at({ precision: fraction(0.89) })]).toEqual(['reliable', 'check']);
      expect([at({ recall: fraction(0.5) }), at({ recall: fraction(0.49) })]).toEqual(['reliable', 'check']);
      expect([at({ right: 5 }), at({ right: 4 })]).toEqual(['reliable', 'check']);
      expect([grade({ rightGroups: 2 }), grade({ rightGroups: 1 })]).toEqual(['reliable', 'check']);
      expect([grade({ recordings: 4 }), grade({ recordings: 3 })]).toEqual(['reliable', 'unusable']);
      expect([grade({ groups: 2 }), grade({ groups: 1 })]).toEqual(['reliable', 'unusable']);
    });
  });

  it('is reliable with the wished precision, half of the recordings, and five right ones of two groups', () => {
    expect(gradeAndSentence([...quiet, ...times(9, found), wrong, ...times(9, missed)])).toEqual([
      'reliable',
      `Trust it: ${RIGHT} 9 of 10 recordings, and 9 of its 18 recordings are found.`,
    ]);
  });

  it('is to be checked if detections are wrong too often', () => {
    const sketches = [...quiet, ...times(8, found), ...times(3, { scores: { a: 0.95 } }), ...times(4, missed)];
    expect(gradeAndSentence(sketches)).toEqual([
      'check',
      `Check its detections: ${THEY} 8 of 11 recordings, and 8 of its 12 recordings are found.`,
    ]);
  });

  it('offers a higher threshold that can be trusted', () => {
    expect(gradeAndSentence([...quiet, ...times(10, found), ...times(5, wrong), ...times(4, missed)])).toEqual([
      'check',
      'Trust it above 0.85: detections are right in 10 of 10 recordings, and 10 of its 14 recordings are found. ' +
        `Check those below, from 0.50 on: of all, ${RIGHT} 10 of 15 recordings.`,
    ]);
  });

  it('offers no threshold that neither finds more nor leaves detections below it', () => {
    // Detected, but with scores below the threshold: scores of whole recordings need not be those of detections.
    const faint = times(5, { scores: { a: 0.2 }, detected: ['a'] });
    const sketches = [...quiet, ...times(10, found), ...faint];
    const { sentence, trust } = measureReport(inputOf(['a'], sketches, { thresholds: [0.6] })).species[0]!;
    expect(trust).toMatchObject({ threshold: 0.55, right: 10 });
    expect(sentence).toBe(`Check its detections: ${THEY} 10 of 15 recordings, and 10 of its 10 recordings are found.`);
  });

  it('is not reliable if all right detections are from one group', () => {
    const sketches = [...quiet, ...times(20, { ...found, group: 'pond' }), ...times(15, missed)];
    expect(gradeAndSentence(sketches)[0]).toBe('check');
    const spread = sketches.map((sketch, index) => (sketch.group ? { ...sketch, group: `pond ${index % 2}` } : sketch));
    expect(gradeAndSentence(spread)[0]).toBe('reliable');
  });

  it('offers a lower threshold that finds more', () => {
    expect(gradeAndSentence([...quiet, ...times(2, found), ...times(8, missed)])).toEqual([
      'check',
      'Lower its threshold from 0.50 to 0.21: detections are right in 10 of 10 recordings, ' +
        'and 10 of its 10 recordings are found instead of 2.',
    ]);
    expect(gradeAndSentence([...quiet, ...times(10, missed)])[1]).toMatch(/instead of none\.$/);
  });

  it('says so if nothing is detected', () => {
    expect(gradeAndSentence([...quiet, ...times(6, missed)])).toEqual([
      'check',
      'Nothing is detected in its 6 recordings: lower its threshold of 0.50, and check each detection.',
    ]);
  });

  it('warns of a species that is missed more often than not', () => {
    const late = times(11, { truth: ['a'], scores: { a: 0.005 } });
    expect(gradeAndSentence([...quiet, ...times(10, found), ...late])).toEqual([
      'check',
      `Do not rely on its absence: ${RIGHT} 10 of 10 recordings, but only 10 of its 21 recordings are found.`,
    ]);
    // Four right ones do not say that detections can be relied on.
    expect(gradeAndSentence([...quiet, ...times(4, found), ...late.slice(0, 5)])).toEqual([
      'check',
      `Check its detections: ${THEY} 4 of 4 recordings, and 4 of its 9 recordings are found.`,
    ]);
  });

  it('asks for more recordings if too few are right', () => {
    const until = `Check its detections until more recordings confirm them: ${THEY}`;
    expect(gradeAndSentence([...quiet, ...times(4, found)])).toEqual([
      'check',
      `${until} 4 of 4 recordings, and 4 of its 4 recordings are found.`,
    ]);
  });

  it('knows one from several, and none', () => {
    const low = { truth: ['a'], scores: { a: 0.3 } };
    const one = [...quiet, { ...found, scores: { a: 0.7 } }, ...times(3, low), ...times(2, { scores: { a: 0.95 } })];
    expect(gradeAndSentence(one)[1]).toBe(
      `Check its detections: ${THEY} 1 of 3 recordings, and 1 of its 4 recordings is found.`,
    );
    const none = [...quiet, ...times(9, missed), ...times(2, wrong)];
    expect(gradeAndSentence(none)).toEqual([
      'check',
      `Check its detections: ${THEY} none of 2 recordings, and none of its 9 recordings is found.`,
    ]);
  });
});

describe('the summary', () => {
  const b = (score: number): Sketch => ({ truth: ['b'], scores: { b: score } });

  it('counts the right names, and says what to do with the species', () => {
    const sketches = [...times(10, found), ...times(4, b(0.9)), { truth: ['c'], scores: { a: 0.3 } }];
    const card = measureReport(inputOf(['a', 'b', 'c'], [...sketches, ...quiet]));
    expect(card.summary).toBe(
      'Of 15 recordings with a species, it names the right species in 14. ' +
        'Trust 1 species (a), check 1, and do not use 1.',
    );
  });

  it('reads well with one, all or none of the grades', () => {
    const summary = (species: readonly string[], sketches: readonly Sketch[]): string =>
      measureReport(inputOf(species, sketches)).summary;
    expect(summary(['a', 'b'], [...times(10, found), ...times(10, b(0.9))])).toBe(
      'Of 20 recordings, it names the right species in 20. Trust all 2 species.',
    );
    expect(summary(['a'], [...times(10, found), ...quiet])).toMatch(/ Trust 1 species \(a\)\.$/);
    expect(summary(['a', 'b'], [...times(10, found), { truth: ['b'] }])).toMatch(
      /^Of 11 recordings, it names the right species in 10\. /,
    );
    expect(summary(['b'], [{ truth: ['b'], scores: { b: 0 } }])).toBe(
      'Of 1 recording, it names the right species in none. Do not use 1 species.',
    );
    expect(summary(['a', 'b'], [...quiet, ...times(4, found)])).toMatch(/ Check 1 species and do not use 1\.$/);
    expect(summary(['a'], quiet)).toBe('No recording holds a species of the model, so nothing can be said of it.');
  });

  it('names a few of many species', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const sketches = names.flatMap((name) => times(10, { truth: [name], scores: { [name]: 0.9 } }));
    const card = measureReport(inputOf([...names, 'z'], sketches));
    expect(card.summary).toBe(
      'Of 70 recordings, it names the right species in 70. ' +
        'Trust 7 species (a, b, c, d, e and 2 others) and do not use 1.',
    );
    const six = measureReport(inputOf([...names.slice(0, 6), 'z'], sketches.slice(0, 60)));
    expect(six.summary).toContain('(a, b, c, d, e and f)');
  });
});
