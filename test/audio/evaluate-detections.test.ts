import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createClassifier,
  evaluateRecordings,
  type Classifier,
  type EvaluateResult,
  type ReportCard,
} from '#audio/index.js';
import { createRng } from '#src/rng.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { writeUntrainedModel } from '../helpers/untrained-model.js';
import { wavFile } from '../helpers/wav-writer.js';

const CLASSES = ['background', 'robin', 'wren'];
const RULES = { contextSeconds: 0.1, byLoudness: true, continueRatio: 0.8, minSeconds: 0.4, precision: 0.9 };

const folder = useTemporaryFolder();
const { at } = folder;
/** Files of the corpus, each with its class. */
const files: { readonly species: string; readonly path: string }[] = [];

/** A sweep with noise, silent from the first to the second of two times. */
function song(seed: number, seconds: number, sampleRateHz: number, silence: readonly [number, number]): Float32Array {
  const rng = createRng(seed);
  const [slow, fast] = [200 + 3000 * rng.uniform(), 2000 * rng.uniform()];
  return Float32Array.from({ length: seconds * sampleRateHz }, (_, i) => {
    const time = i / sampleRateHz;
    if (time >= silence[0] && time < silence[1]) return 0;
    return 0.3 * Math.sin(time * seed) * Math.sin(2 * Math.PI * (slow + fast * time) * time) + 0.02 * rng.normal();
  });
}

/** Makes the model one of independent scores with these rules. */
function setRules(thresholds: Readonly<Record<string, number>>): void {
  const manifest = at('birds/model.json');
  const detection = {
    ...{ ...RULES, thresholds, defaultThreshold: 0.9, recordings: 20 },
    calibration: { slope: 1.3, offset: -0.2 },
  };
  const changes = { outputActivation: 'sigmoid', backgroundClasses: ['background'], detection };
  writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), ...changes }));
}

async function classified<T>(work: (classifier: Classifier) => Promise<T>): Promise<T> {
  const classifier = await createClassifier(at('birds'), { threads: 1 });
  try {
    return await work(classifier);
  } finally {
    await classifier.dispose();
  }
}

const evaluated = (): Promise<EvaluateResult> => evaluateRecordings(at('birds'), at('corpus'), { threads: 1 });

beforeAll(async () => {
  await writeUntrainedModel(at('birds'), { name: 'bird10' }, { recordings: CLASSES });
  setRules({});
  for (const [index, species] of CLASSES.flatMap((name) => [name, name, name, name]).entries()) {
    // Other rates are resampled; some recordings are silent in the middle, some are shorter than a segment.
    const sampleRateHz = [44_100, 22_050, 48_000][index % 3]!;
    const silence = index % 2 === 0 ? ([1, 1.7] as const) : ([0, 0] as const);
    const samples = song(index + 1, index === 5 ? 0.4 : 3, sampleRateHz, silence);
    const path = await folder.write(
      `corpus/${species}/${index}.wav`,
      wavFile([samples], { format: 'f32', sampleRateHz }),
    );
    files.push({ species, path });
  }
  // Thresholds in the middle of what the recordings reach: some detections, and some not.
  const highest = await classified(async (classifier) => {
    const found: Record<string, number[]> = {};
    for (const { path } of files) {
      const { species } = await classifier.classifyFile(path);
      for (const { species: name, maxProbability } of species) (found[name] ??= []).push(maxProbability);
    }
    return found;
  });
  const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
  setRules(Object.fromEntries(Object.entries(highest).map(([name, values]) => [name, middle(values)])));
});

describe('detections in an evaluation', () => {
  it('are those of the classifier, recording by recording', async () => {
    const { detections } = await evaluated();
    const ofFiles = await classified((classifier) =>
      Promise.all(
        files.map(async ({ species, path }) => ({ species, found: (await classifier.classifyFile(path)).detections })),
      ),
    );
    expect(detections!.recordings).toBe(12);
    expect(detections!.perSpecies.map(({ species }) => species)).toEqual(['robin', 'wren']);
    for (const { species, recordings, detected, right } of detections!.perSpecies) {
      const withDetection = ofFiles.filter(({ found }) => found.some((detection) => detection.species === species));
      expect(recordings).toBe(4);
      expect(detected).toBe(withDetection.length);
      expect(right).toBe(withDetection.filter((file) => file.species === species).length);
      expect(detected).toBeGreaterThan(0);
      expect(detected).toBeLessThan(12);
    }
  });

  it('at other thresholds are those of another model', async () => {
    const manifest = readFileSync(at('birds/model.json'), 'utf8');
    const fingerprint = (): Promise<string> => classified((classifier) => Promise.resolve(classifier.fingerprint));
    const before = await fingerprint();
    try {
      setRules({ robin: 0.123 });
      expect(await fingerprint()).not.toBe(before);
    } finally {
      writeFileSync(at('birds/model.json'), manifest);
    }
    expect(await fingerprint()).toBe(before);
  });

  it('do not depend on the context of the evaluation', async () => {
    const [plain, inContext] = [
      await evaluated(),
      await evaluateRecordings(at('birds'), at('corpus'), { threads: 1, contextSeconds: 1 }),
    ];
    expect(inContext.detections).toEqual(plain.detections);
  });

  it('of recordings that the model knows are counted in the report only if they were judged', async () => {
    const manifest = readFileSync(at('birds/model.json'), 'utf8');
    const sound = (seed: number): Uint8Array => wavFile([song(seed, 1, 44_100, [0, 0])], { format: 'f32' });
    for (const [index, file] of ['robin/1', 'robin/2', 'wren/3', 'heron/4'].entries()) {
      await folder.write(`known/${file}.wav`, sound(index + 1));
    }
    await folder.write('known/robin/empty.wav', '');
    const recordings = {
      train: ['robin/1.wav', 'robin/empty.wav', 'heron/4.wav'],
      validation: ['wren/3.wav'],
      test: [],
    };
    const report = at('known-card');
    try {
      writeFileSync(at('birds/model.json'), JSON.stringify({ ...(JSON.parse(manifest) as object), recordings }));
      await evaluateRecordings(at('birds'), at('known'), { threads: 1, split: 'all', report });
    } finally {
      writeFileSync(at('birds/model.json'), manifest);
    }
    const card = JSON.parse(readFileSync(`${report}/report.json`, 'utf8')) as ReportCard;
    expect(card).toMatchObject({ recordings: 3, source: { usedInTraining: 2, matchedBy: 'name' } });
    expect(card.advice[0]).toContain('training or model selection used 2 of 3 recordings');
  });

  it('make a report card, if asked: with the counts of the evaluation', async () => {
    const report = at('card');
    const result = await evaluateRecordings(at('birds'), at('corpus'), { threads: 1, report });
    expect(result.report).toBe(`${report}/report.html`);
    const card = JSON.parse(readFileSync(`${report}/report.json`, 'utf8')) as ReportCard;
    expect(card.source).toEqual({ kind: 'evaluation', folder: 'corpus', usedInTraining: 0 });
    expect(card).toMatchObject({ recordings: 12, overall: { unseen: null, background: { recordings: 4 } } });
    for (const { species, recordings, detected, right } of result.detections!.perSpecies) {
      const { atThreshold } = card.species.find((own) => own.species === species)!;
      expect(atThreshold).toMatchObject({ right, wrong: detected - right, missed: recordings - right });
    }
    expect(card.segments!.segments).toBe(result.segments);
    expect(readFileSync(`${report}/report.html`, 'utf8')).toContain('data:audio/wav');
  });

  it('are not evaluated for classes that exclude each other', async () => {
    await writeUntrainedModel(at('softmax'), { name: 'bird10' }, { recordings: CLASSES });
    const result = await evaluateRecordings(at('softmax'), at('corpus'), { threads: 1 });
    expect(result).not.toHaveProperty('detections');
    expect(result).not.toHaveProperty('report');
  });

  it('stop when they are aborted', async () => {
    const controller = new AbortController();
    const options = { threads: 1, signal: controller.signal, onLoading: () => controller.abort(new Error('enough')) };
    await expect(evaluateRecordings(at('birds'), at('corpus'), options)).rejects.toThrow('enough');
  });
});
