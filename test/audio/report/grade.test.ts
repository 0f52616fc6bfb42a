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
const USE = 'Use its detections as they are.';
const misses = (part: number, all: number) => ` No detection does not mean no bird: it misses ${part} of ${all}.`;

describe('grades and their sentences', () => {
  it('is unknown if recordings cannot say how good the model is', () => {
    expect(gradeAndSentence(quiet)).toEqual([
      'unknown',
      'Not known: no recording that the model was tested on holds it. Listen to its detections.',
    ]);
    expect(gradeAndSentence([...quiet, found])).toEqual([
      'unknown',
      'Not known: 1 recording says too little. Listen to its detections.',
    ]);
    expect(gradeAndSentence([...quiet, ...times(3, found)])).toEqual([
      'unknown',
      'Not known: 3 recordings say too little. Listen to its detections.',
    ]);
    const pond = times(12, { ...found, group: 'pond' });
    expect(gradeAndSentence([...quiet, ...pond])).toEqual([
      'unknown',
      'Not known: 12 recordings from one session, person or place say nothing about others. Listen to its detections.',
    ]);
    expect(gradeAndSentence(times(12, found))).toEqual([
      'unknown',
      'Not known: all 12 recordings hold it, so they say nothing about other sounds. Listen to its detections.',
    ]);
  });

  it('is unusable if scores may be no better than chance', () => {
    const alike = times(6, { truth: ['a'], scores: { a: 0.01 } });
    expect(gradeAndSentence([...quiet, ...alike])).toEqual([
      'unusable',
      'Do not use it: scores of its 6 recordings may be no better than chance among the 40 others.',
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
      expect(graded(0.25)).toEqual({ grade: 'unusable' });
      expect(graded(0.26)).toEqual({ grade: 'reliable' });
    });

    it('needs the target precision, half of the recordings, five right ones and two groups of them', () => {
      const grade = (changed: Partial<GradedMeasures>) => gradeOf({ ...measures, ...changed }, 0.9).grade;
      const at = (changed: Partial<GradedMeasures['atThreshold']>) =>
        grade({ atThreshold: { ...measures.atThreshold, ...changed } });
      const fraction = (value: number) => ({ value, low: 0, high: 1 });
      // One more wrong than was seen: 18 / (18 + 1 + 1) = 0.9, and 17 / (17 + 1 + 1) = 0.89.
      const seen = (right: number, wrong: number) => at({ right, wrong });
      expect([seen(18, 1), seen(17, 1), seen(9, 0), seen(8, 0)]).toEqual(['reliable', 'check', 'reliable', 'check']);
      expect([at({ recall: fraction(0.5) }), at({ recall: fraction(0.49) })]).toEqual(['reliable', 'check']);
      const lenient = (right: number) =>
        gradeOf({ ...measures, atThreshold: { ...measures.atThreshold, right } }, 0.5).grade;
      expect([lenient(5), lenient(4)]).toEqual(['reliable', 'check']);
      expect([grade({ rightGroups: 2 }), grade({ rightGroups: 1 })]).toEqual(['reliable', 'check']);
      expect([grade({ recordings: 4 }), grade({ recordings: 3 })]).toEqual(['reliable', 'unknown']);
      expect([grade({ groups: 2 }), grade({ groups: 1 })]).toEqual(['reliable', 'unknown']);
    });
  });

  it('is reliable with the target precision if one more were wrong, and half of the recordings', () => {
    expect(gradeAndSentence([...quiet, ...times(18, found), wrong, ...times(5, missed)])).toEqual(['reliable', USE]);
    expect(gradeAndSentence([...quiet, ...times(18, found), wrong, ...times(7, missed)])).toEqual([
      'reliable',
      `${USE}${misses(7, 25)}`,
    ]);
    const eight = 'Listen to its detections: all 8 were right, but they are too few to trust it.';
    expect(gradeAndSentence([...quiet, ...times(8, found)])).toEqual(['check', eight]);
    expect(gradeAndSentence([...quiet, ...times(9, found)])).toEqual(['reliable', USE]);
  });

  it('is to be checked if detections are wrong too often, and says in which recordings', () => {
    const lark = (count: number): readonly Sketch[] => times(count, { truth: ['lark_bunting'], scores: { a: 0.95 } });
    const sketches = [...quiet, ...times(8, found), ...times(4, missed)];
    const wrongIn = (where: string) => ['check', `Listen to each detection: ${where}.${misses(4, 12)}`];
    expect(gradeAndSentence([...sketches, ...lark(1)])).toEqual(
      wrongIn('1 of 9 was wrong, in a recording of lark bunting'),
    );
    const both = [...sketches, ...lark(1), { scores: { a: 0.95 } }];
    expect(gradeAndSentence(both)).toEqual(
      wrongIn('2 of 10 were wrong, in recordings of lark bunting and without birds'),
    );
    const thrush: Sketch = { truth: ['thrush'], scores: { a: 0.95 } };
    expect(gradeAndSentence([...both, ...lark(1), thrush])).toEqual(
      wrongIn('4 of 12 were wrong, most often in recordings of lark bunting'),
    );
    expect(gradeAndSentence([...both, thrush])).toEqual(wrongIn('3 of 11 were wrong'));
  });

  it('warns of detections that are wrong more often than right', () => {
    const sketches = [...quiet, ...times(2, found), ...times(3, { scores: { a: 0.95 } }), ...times(2, missed)];
    const of = 'Do not use a detection without listening: 3 of 5 were wrong, in recordings without birds.';
    expect(gradeAndSentence(sketches)).toEqual(['check', `${of}${misses(2, 4)}`]);
  });

  it('offers a higher threshold that can be trusted', () => {
    expect(gradeAndSentence([...quiet, ...times(10, found), ...times(5, wrong), ...times(4, missed)])).toEqual([
      'check',
      `Raise its threshold to 0.85 to use its detections as they are; at 0.50, listen to each.${misses(4, 14)}`,
    ]);
  });

  it('offers no threshold that neither finds more nor leaves detections below it', () => {
    // Detected, but with scores below the threshold: scores of whole recordings need not be those of detections.
    const faint = times(5, { scores: { a: 0.2 }, detected: ['a'] });
    const sketches = [...quiet, ...times(10, found), ...faint];
    const { sentence, trust } = measureReport(inputOf(['a'], sketches, { thresholds: [0.6] })).species[0]!;
    expect(trust).toMatchObject({ threshold: 0.55, right: 10 });
    expect(sentence).toBe('Listen to each detection: 5 of 15 were wrong, in recordings without birds.');
  });

  it('is not reliable if all right detections are from one group', () => {
    const sketches = [...quiet, ...times(20, { ...found, group: 'pond' }), ...times(15, missed)];
    expect(gradeAndSentence(sketches)[0]).toBe('check');
    const spread = sketches.map((sketch, index) => (sketch.group ? { ...sketch, group: `pond ${index % 2}` } : sketch));
    expect(gradeAndSentence(spread)[0]).toBe('reliable');
    // Four others between the detections and those that are missed leave no threshold to trust.
    const doubtful = [...sketches, ...quiet, ...times(4, { scores: { a: 0.45 } })];
    expect(gradeAndSentence(doubtful)).toEqual([
      'check',
      `Listen to its detections: all 20 were right, but they are from one session, person or place.${misses(15, 35)}`,
    ]);
  });

  it('offers a lower threshold that finds more', () => {
    const sketches = [...quiet, ...times(2, found), ...times(8, missed)];
    expect(gradeAndSentence(sketches)).toEqual([
      'check',
      'Lower its threshold from 0.50 to 0.21: it then finds 10 of 10 recordings instead of 2.',
    ]);
    expect(gradeAndSentence([...quiet, ...times(10, missed)])[1]).toMatch(/instead of none\.$/);
    const doubtful = [...sketches, ...times(8, missed), { scores: { a: 0.45 } }];
    const silent = times(9, { truth: ['a'], scores: { a: 0.001 } });
    expect(gradeAndSentence([...doubtful, ...silent])[1]).toBe(
      'Lower its threshold from 0.50 to 0.21: it then finds 18 of 27 recordings instead of 2, ' +
        `and is wrong in 1 other.${misses(9, 27)}`,
    );
  });

  it('says so if nothing is detected', () => {
    expect(gradeAndSentence([...quiet, ...times(6, missed)])).toEqual([
      'check',
      'Nothing is detected in its 6 recordings: lower its threshold of 0.50, and listen to each detection.',
    ]);
  });

  it('warns of silence where fewer than three of four recordings are found', () => {
    const late = times(11, { truth: ['a'], scores: { a: 0.005 } });
    const sketches = [...quiet, ...times(10, found), ...late];
    expect(gradeAndSentence(sketches)).toEqual(['check', `${USE}${misses(11, 21)}`]);
    const missing = (count: number) => gradeAndSentence([...quiet, ...times(9, found), ...late.slice(0, count)])[1];
    expect([missing(3), missing(4)]).toEqual([USE, `${USE}${misses(4, 13)}`]);
  });

  it('asks to listen if too few are right', () => {
    const few = (count: number) => gradeAndSentence([...quiet, ...times(count, found), ...times(4 - count, wrong)])[1];
    expect(few(4)).toBe('Listen to its detections: all 4 were right, but they are too few to trust it.');
    const low = { truth: ['a'], scores: { a: 0.3 } };
    const of = (count: number) => gradeAndSentence([...quiet, ...times(count, found), ...times(4 - count, low)])[1];
    expect(of(2)).toBe(`Listen to its detections: both were right, but they are too few to trust it.${misses(2, 4)}`);
    expect(of(1)).toBe(`Listen to its detections: one was right, which is too few to trust it.${misses(3, 4)}`);
  });

  it('knows that none is right', () => {
    const none = [...quiet, ...times(9, missed), ...times(2, wrong)];
    expect(gradeAndSentence(none)).toEqual([
      'check',
      'Do not use a detection without listening: 2 of 2 were wrong, in recordings without birds.' + misses(9, 9),
    ]);
  });
});

describe('the order of species', () => {
  it('is by grade, then by F1 at the threshold, then by average precision', () => {
    const of = (species: string, right: number, late: number, score = 0.9): readonly Sketch[] => [
      ...times(right, { truth: [species], scores: { [species]: score } }),
      ...times(late, { truth: [species], scores: { [species]: 0.2 } }),
    ];
    const names = ['rare', 'some', 'half', 'best', 'tied'];
    const sketches = [
      ...of('rare', 3, 0),
      ...of('some', 4, 3),
      ...of('half', 10, 10),
      ...of('best', 10, 2),
      ...of('tied', 4, 3),
      { truth: ['elsewhere'], scores: { some: 0.4 } },
    ];
    const segments = { segments: 1, accuracy: 1, bySpecies: [null, null, null, null, null] };
    const card = measureReport(inputOf(names, [...sketches, ...quiet], { segments }));
    expect(card.species.map(({ species, grade }) => [species, grade])).toEqual([
      ['best', 'reliable'],
      ['half', 'reliable'],
      ['tied', 'check'],
      ['some', 'check'],
      ['rare', 'unknown'],
    ]);
    expect(card.confusion.species).toEqual(names);
    expect(card.confusion.counts.map((row) => row.indexOf(Math.max(...row)))).toEqual([0, 1, 2, 3, 4, 0]);
  });
});

describe('the summary', () => {
  const b = (score: number): Sketch => ({ truth: ['b'], scores: { b: score } });
  const summary = (species: readonly string[], sketches: readonly Sketch[]): string =>
    measureReport(inputOf(species, sketches)).summary;

  it('says what was found, what was wrong, and what to trust', () => {
    const elsewhere: Sketch = { truth: ['elsewhere'], scores: { b: 0.6 } };
    const sketches = [...times(10, found), ...times(4, b(0.9)), { truth: ['c'], scores: { c: 0.3 } }, elsewhere];
    expect(summary(['a', 'b', 'c'], sketches)).toBe(
      'It found 14 of 15 birds, each counted once per recording, and 1 of its 15 detections was wrong. ' +
        'Trust a; listen to detections of b. These recordings say too little about c.',
    );
  });

  it('says what to expect of other recordings, if it is measured', () => {
    const input = inputOf(['a'], [...times(10, found), ...quiet]);
    const with_ = (detectedUnseen: (index: number) => readonly string[]) =>
      measureReport({
        ...input,
        recordings: input.recordings.map((recording, index) => ({
          ...recording,
          detectedUnseen: detectedUnseen(index),
        })),
      }).summary;
    const chosen = 'Its thresholds aim at 90% right detections; in other recordings like these, expect';
    expect(with_((index) => (index < 13 ? ['a'] : []))).toBe(
      'It found 10 of 10 birds, each counted once per recording, and none of its 10 detections was wrong. ' +
        `It detected nothing in 40 recordings without birds. ${chosen} about 77%: ` +
        'at thresholds that were chosen without them, 10 of 13 detections were right. Trust a.',
    );
    expect(with_((index) => (index < 8 ? ['a'] : []))).toContain(`${chosen} few wrong ones.`);
    expect(with_(() => [])).toContain(`${chosen} few detections.`);
    expect(summary(['a'], [...times(10, found), ...quiet])).not.toContain('expect');
  });

  it('says why no species can be trusted', () => {
    const few = [...times(8, found), ...times(8, b(0.9))];
    expect(summary(['a', 'b'], few)).toMatch(
      / Trust no species without listening yet: there are too few recordings\.$/,
    );
    const many = [...few, ...times(2, missed), ...times(2, b(0.1)), ...times(5, wrong)];
    expect(summary(['a', 'b'], many)).toMatch(/ Trust no species without listening yet\.$/);
    expect(summary(['a', 'b', 'c_d'], few)).toMatch(
      / too few recordings\. These recordings say too little about c d\.$/,
    );
    expect(summary(['b'], [b(0.9)])).toBe(
      'It found 1 of 1 bird, each counted once per recording, and its one detection was right. ' +
        'Listen to every detection: these recordings do not show that it knows any species.',
    );
  });

  it('reads well with all or none', () => {
    expect(summary(['a', 'b'], [...times(10, found), ...times(10, b(0.9))])).toMatch(/ Trust all 2 species\.$/);
    expect(summary(['a'], [...times(10, found), ...quiet])).toMatch(/ Trust a\.$/);
    expect(summary(['b'], [{ truth: ['b'], scores: { b: 0 } }])).toMatch(
      /^It found none of 1 bird, each counted once per recording, and detected nothing\. /,
    );
    expect(summary(['a'], quiet)).toBe('No recording holds a species of the model, so nothing can be said of it.');
  });

  it('names a few of many species', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const sketches = names.flatMap((name) => times(10, { truth: [name], scores: { [name]: 0.9 } }));
    expect(summary([...names, 'z'], sketches)).toMatch(
      / Trust a, b, c, d, e and 2 others\. These recordings say too little about z\.$/,
    );
    expect(summary([...names.slice(0, 6), 'z'], sketches.slice(0, 60))).toContain('Trust a, b, c, d, e and f.');
  });
});
