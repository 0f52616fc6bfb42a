import { expect, it } from 'vitest';
import type { Corpus } from '#audio/index.js';
import { recordingsInSplit, trainingOverlap } from '#audio/evaluate/selection.js';
import type { ModelFolder } from '#src/train/index.js';

it('a copy of a corpus with names in another Unicode form has the splits of the model', () => {
  const files = ['Merops é/1.wav', 'Parus/2.wav'].map((file) => file.normalize('NFD'));
  const corpus = { dir: 'corpus', recordings: files.map((file) => ({ file, species: 'x' })) } as unknown as Corpus;
  const manifest = { recordings: { train: ['Merops é/1.wav'], validation: ['Parus/2.wav'] } };
  const model = { path: 'model', manifest } as unknown as ModelFolder;
  expect(recordingsInSplit(corpus, 'train', model).recordings.map(({ file }) => file)).toEqual([files[0]]);
  expect(trainingOverlap(corpus, model.manifest)).toEqual({ usedForTraining: 1, usedForValidation: 1 });
});
