import { expect, it } from 'vitest';
import type { Corpus } from '#audio/index.js';
import { selectRecordings, trainingOverlap } from '#audio/evaluate/selection.js';
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
  expect(() => selectRecordings(known, 'held-out', model)).toThrow('all of its recordings trained the model');
  expect(trainingOverlap(corpus, model.manifest)).toEqual({ usedForTraining: 1, usedForValidation: 1 });
});
