import { describe, expect, it } from 'vitest';
import { measureReport, type ReportInput } from '#audio/report/index.js';
import { inputOf, type Sketch, times } from './support.js';

const a: Sketch = { truth: ['a'], scores: { a: 0.9 } };
const b: Sketch = { truth: ['b'], scores: { b: 0.9 } };
const quiet = times(20, {});
const good = [...times(20, a), ...times(20, b), ...quiet];
const adviceFor = (sketches: readonly Sketch[], options: Partial<ReportInput> = {}, species = ['a', 'b']) =>
  measureReport(inputOf(species, sketches, options)).advice;

describe('advice', () => {
  it('is absent where nothing is wrong', () => {
    expect(adviceFor(good)).toEqual([]);
  });

  it('warns first of recordings that the model knows', () => {
    const source = { kind: 'evaluation', folder: 'mine', usedInTraining: 12 } as const;
    expect(adviceFor(good, { source })).toEqual([
      'Evaluate recordings that the model does not know: training or model selection used 12 of 60 recordings, so ' +
        'these measures are better than those of new recordings.',
    ]);
    expect(adviceFor(good, { source: { ...source, usedInTraining: 0 } })).toEqual([]);
  });

  it('asks for recordings of species that have few, or of few groups', () => {
    const few = [
      ...times(3, { truth: ['c'], scores: { c: 0.9 } }),
      ...times(12, { truth: ['d'], scores: { d: 0.9 }, group: 'pond' }),
      { truth: ['e'], scores: { e: 0.9 } },
    ];
    expect(adviceFor([...good, ...few], {}, ['a', 'b', 'c', 'd', 'e', 'f'])).toEqual([
      'Add recordings from other places or days: f (none tested), e (1 recording), d (12 recordings of 1 group) and ' +
        'c (3 recordings of 3 groups). A group is one session, person or place.',
    ]);
    expect(adviceFor(good, {}, ['a', 'b', 'f'])).toEqual([
      'Add recordings from other places or days: f (none tested).',
    ]);
    expect(adviceFor([...quiet, ...few.slice(0, 3)], {}, ['c'])[0]).toMatch(/days: c \(3 recordings of 3 groups\)\./);
  });

  it('says so if all species have few, and names those found least, with all that are found as seldom', () => {
    const few = (species: string, found: number): readonly Sketch[] =>
      Array.from({ length: 6 }, (_, index) => ({
        truth: [species],
        scores: { [species]: index < found ? 0.9 : 0.1 },
        group: `${species} ${index}`,
      }));
    const all = 'All species: record at more places or on more days';
    const note = '. A group is one session, person or place.';
    const asked = (found: Readonly<Record<string, number>>) =>
      adviceFor([...quiet, ...Object.entries(found).flatMap(([name, n]) => few(name, n))], {}, Object.keys(found))[0];
    expect(asked({ a_b: 5, c: 4, d: 6 })).toBe(`${all}${note}`);
    const first = '; first c (found in 4 of 6) and a b (found in 5 of 6)';
    expect(asked({ a_b: 5, c: 4, d: 6, e: 6 })).toBe(`${all}${first}${note}`);
    expect(asked({ a: 0, b: 0, c: 0, d: 0, e: 6 })).toContain('; first a (found in none of 6), b (found in none of 6)');
    expect(asked({ a: 5, b: 5, c: 5 })).toBe(`${all}${note}`);
  });

  it('doubts the labels of recordings in which nothing is heard of the only species', () => {
    const heard: Sketch = { truth: ['a'], scores: { a: 0.9 }, file: 'a/1.wav' };
    const unheard: Sketch = { truth: ['a'], scores: { a: 0.01 }, file: 'a/2.wav' };
    const two: Sketch = { truth: ['a', 'b'], scores: { a: 0.01, b: 0.9 }, file: 'a/3.wav' };
    const advice = adviceFor([heard, unheard, two, ...quiet]).join(' ');
    expect(advice).toContain('Check the labels of a/2.wav: the model hears nothing of the species there');
  });

  it('asks for no recordings of reliable species', () => {
    expect(adviceFor([...times(9, a), ...times(20, b), ...quiet])).toEqual([]);
    expect(adviceFor([...times(8, a), ...times(20, b), ...quiet])).toHaveLength(1);
  });

  it('names species that are confused, by the highest score or by detections, the worst first', () => {
    const aAsB: Sketch = { truth: ['a'], scores: { a: 0.1, b: 0.3 } };
    const bAsA: Sketch = { truth: ['b'], scores: { a: 0.6, b: 0.7 } };
    expect(adviceFor([...good, ...times(4, aAsB)])).toEqual([]);
    expect(adviceFor([...good, ...times(5, aAsB)])).toEqual([
      'It confuses a with b (in 5 of 25 recordings; detected in none). Add recordings of these species. ' +
        'Until then, listen to detections of b.',
    ]);
    expect(adviceFor([...good, ...times(5, aAsB), ...times(6, bAsA)])).toEqual([
      'It confuses b with a (in 6 of 26 recordings; detected in 6) and a with b (in 5 of 25 recordings; detected in ' +
        'none). Add recordings of these species. Until then, listen to detections of a and b.',
    ]);
    // b is there, too: a is not taken for it.
    const both: Sketch = { truth: ['a', 'b'], scores: { a: 0.6, b: 0.9 } };
    expect(adviceFor([...good, ...times(9, both)])).toEqual([]);
  });

  it('names three pairs at most, but all that are as bad as one it names', () => {
    const species = ['a', 'b', 'c', 'd'];
    const confused = (truth: string, heard: string, count: number): readonly Sketch[] =>
      times(count, { truth: [truth], scores: { [truth]: 0.1, [heard]: 0.3 } });
    const pairs = (...sketches: readonly (readonly Sketch[])[]) => {
      const all = [...species.flatMap((name) => times(12, { truth: [name], scores: { [name]: 0.9 } })), ...quiet];
      const advice = adviceFor([...all, ...sketches.flat()], {}, species).join(' ');
      return [...advice.matchAll(/([a-d]) with ([a-d])/g)].map(([, own, other]) => `${own}${other}`);
    };
    const worst = [confused('c', 'd', 6), confused('b', 'c', 5)];
    expect(pairs(confused('a', 'b', 4), confused('d', 'a', 3), ...worst)).toEqual(['cd', 'bc', 'ab']);
    expect(pairs(confused('a', 'b', 4), confused('d', 'a', 4), ...worst)).toEqual(['cd', 'bc']);
    const equal = [confused('a', 'b', 5), confused('b', 'c', 5), confused('c', 'd', 5), confused('d', 'a', 5)];
    expect(pairs(...equal)).toEqual(['ab', 'bc', 'cd', 'da']);
  });

  it('speaks of background: none, or detections in it', () => {
    expect(adviceFor([...times(20, a), ...times(20, b)])).toEqual([
      'Add recordings without birds: none was tested, so nothing is known about detections where no bird calls.',
    ]);
    const noise: Sketch = { scores: { b: 0.6 } };
    expect(adviceFor([...good, noise])).toEqual([]);
    expect(adviceFor([...good, noise, { scores: { a: 0.6, b: 0.6 } }])).toEqual([
      'Add recordings without birds to the training: something is detected in 2 of 22 recordings of background ' +
        '(b in 2 and a in 1).',
    ]);
  });

  it('says so if the scores of detections are too high or too low', () => {
    const wrong = times(12, { truth: ['elsewhere'], scores: { a: 0.6 }, probability: 0.72 });
    const right = times(8, { ...a, probability: 0.72 });
    expect(adviceFor([...good, ...wrong, ...right])).toContain(
      'Do not read scores as probabilities: they are too high; of detections with a mean score around 0.72, ' +
        'about 4 of 10 are right.',
    );
    const modest = good.map((sketch) => ({ ...sketch, probability: 0.55 }));
    expect(adviceFor(modest)).toEqual([
      'Do not read scores as probabilities: they are too low; of detections with a mean score around 0.55, ' +
        'about 10 of 10 are right. Lower thresholds may find more.',
    ]);
    // Five right ones say little: 0.72 is in their interval.
    expect(adviceFor([...good, ...times(5, { ...a, probability: 0.72 })])).toEqual([]);
    // So do four wrong ones.
    expect(adviceFor([...good, ...times(4, { truth: ['elsewhere'], scores: { a: 0.6 }, probability: 0.72 })])).toEqual(
      [],
    );
  });
});
