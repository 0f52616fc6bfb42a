import { expect, it } from 'vitest';
import type { Corpus } from '#audio/index.js';
import { matchedBy, namesakes, selectRecordings, trainingOverlap } from '#audio/evaluate/selection.js';
import type { ModelFolder } from '#src/train/index.js';

it('a copy of a corpus with species in another spelling has the splits of the model', () => {
  const files = ['parus_MAJOR/1.wav', 'Parus major/2.wav', 'Parus major/1.WAV'];
  const corpus = { dir: 'corpus', recordings: files.map((file) => ({ file, species: 'x' })) } as unknown as Corpus;
  const model = { path: 'model', manifest: { recordings: { train: ['Parus major/1.wav'] } } } as unknown as ModelFolder;
  expect(selectRecordings(corpus, undefined, model).selected.recordings.map(({ file }) => file)).toEqual(
    files.slice(1),
  );
});

it('a copy of a corpus with names in another Unicode form has the splits of the model', () => {
  const files = ['Merops é/1.wav', 'Parus/2.wav'].map((file) => file.normalize('NFD'));
  const corpus = { dir: 'corpus', recordings: files.map((file) => ({ file, species: 'x' })) } as unknown as Corpus;
  const manifest = { recordings: { train: ['Merops é/1.wav'], validation: ['Parus/2.wav'] } };
  const model = { path: 'model', manifest } as unknown as ModelFolder;
  expect(selectRecordings(corpus, 'train', model).selected.recordings.map(({ file }) => file)).toEqual([files[0]]);
  const heldOut = selectRecordings(corpus, undefined, model);
  expect(heldOut.split).toBe('held-out');
  expect(heldOut.selected.recordings.map(({ file }) => file)).not.toContain(files[0]);
  expect(heldOut.trained).toBe(1);
  expect(selectRecordings(corpus, 'held-out', model)).toEqual({ ...heldOut, trained: 0 });
  const known = { ...corpus, recordings: corpus.recordings.filter(({ file }) => file === files[0]) };
  expect(selectRecordings(known, undefined, model)).toEqual({ selected: known, split: 'all', trained: 0 });
  expect(() => selectRecordings(known, 'held-out', model)).toThrow(
    'all of its recordings have names of recordings that trained the model',
  );
  expect(trainingOverlap(corpus, model.manifest)).toEqual({ usedForTraining: 1, usedForValidation: 1 });
});

/** A recording; of the same `content`, it is the same one. */
const recording = (file: string, content: string) => ({ file, species: 'x', contentHash: content });
const corpusOf = (...recordings: readonly object[]): Corpus => ({ dir: 'corpus', recordings }) as unknown as Corpus;
const files = { train: ['Parus/1.wav', 'Parus/2.wav'], validation: ['Parus/3.wav'], test: [] };
const contentHashes = { train: ['one', 'two'], validation: ['three'], test: [] };
const modelOf = (recordings: object): ModelFolder => ({ path: 'model', manifest: { recordings } }) as ModelFolder;

it('recordings that trained the model are found by their content, whatever their names', () => {
  const model = modelOf({ ...files, contentHashes });
  const [renamed, validated] = [recording('Parus/new.wav', 'one'), recording('Parus/9.wav', 'three')];
  const namesake = recording('Parus/2.wav', 'another');
  const corpus = corpusOf(renamed, namesake, validated);
  expect(selectRecordings(corpus, undefined, model)).toEqual({
    ...{ selected: corpusOf(namesake, validated), split: 'held-out', trained: 1 },
  });
  expect(selectRecordings(corpus, 'train', model).selected).toEqual(corpusOf(renamed));
  expect(selectRecordings(corpus, 'validation', model).selected).toEqual(corpusOf(validated));
  expect(trainingOverlap(corpus, model.manifest)).toEqual({ usedForTraining: 1, usedForValidation: 1 });
  expect(namesakes(corpus, model.manifest)).toBe(1);
  expect(() => selectRecordings(corpusOf(renamed), 'held-out', model)).toThrow('all of its recordings trained the');
  expect(matchedBy(model.manifest)).toBe('content');
});

it('recordings of models that list names only are found by those', () => {
  const model = modelOf(files);
  const corpus = corpusOf(recording('Parus/new.wav', 'one'), recording('Parus/2.wav', 'another'));
  expect(selectRecordings(corpus, undefined, model).selected.recordings.map(({ file }) => file)).toEqual([
    'Parus/new.wav',
  ]);
  expect(namesakes(corpus, model.manifest)).toBe(0);
  expect([matchedBy(model.manifest), matchedBy({})]).toEqual(['name', undefined]);
});

it('the refusal of a split that the corpus lacks names the recordings that did not train the model', () => {
  const model = modelOf({ ...files, contentHashes });
  expect(() => selectRecordings(corpusOf(recording('Parus/1.wav', 'another')), 'test', model)).toThrow(
    'was trained without a test split; use --split held-out for those that did not train the model, --split all for',
  );
});
