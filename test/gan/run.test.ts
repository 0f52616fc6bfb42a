import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordingGans } from '#audio/gan/index.js';
import { readAudio, synthesizeCorpus } from '#audio/index.js';
import {
  imageGans,
  openReferenceClassifier,
  runGan,
  runGanExperiment,
  writeSummary,
  type GanEvent,
} from '#src/gan/index.js';
import { isLockFile } from '#src/files/index.js';
import { loadConfig } from '#src/train/index.js';
import { writeDigits } from '../helpers/digits.js';
import { useRuns } from '../helpers/use-runs.js';

const runs = useRuns();
const SMALL = [
  ...['data.batchSize=4', 'discriminator.outputs=4', 'generator.channels=2', 'generator.latentSize=3', 'train.steps=3'],
  ...['train.reportEverySteps=2', 'measure.examples=10', 'measure.classifierSteps=2'],
];
const hooks = { signal: new AbortController().signal, onWarning: () => undefined, onLoading: () => undefined };

describe('an adversarial experiment from code', () => {
  it('on images trains, is scored by a classifier, and writes figures, results and a summary', async () => {
    const { engine } = runs;
    writeDigits(runs.at('data'), { train: 60, test: 20 });
    const config = loadConfig(
      { task: 'mnist', overrides: [...SMALL, 'discriminator.hidden=[6]'], values: { 'data.path': runs.at('data') } },
      [imageGans],
    );
    const data = await imageGans.openData(config, hooks);
    expect([data.train.length, data.heldOut.length, data.examples.kind]).toEqual([60, 20, 'images']);
    const out = runs.at('digits');
    const common = { config, engine, data, overwrite: false, signal: hooks.signal };
    const classifier = await openReferenceClassifier({ ...common, out, log: () => undefined });
    const events: GanEvent[] = [];
    const result = await runGan({
      ...{ ...common, kind: imageGans, classifier, out: join(out, 'seed1'), resume: false, quick: false },
      onEvent: (event) => Promise.resolve(void events.push(event)),
    });
    await classifier.predictor.dispose();
    for (const [seed, content] of ['null', '{}', '{"seed":7,"task":"birds"}', '{"a'].entries()) {
      mkdirSync(join(out, `seed${seed + 6}`));
      writeFileSync(join(out, `seed${seed + 6}/result.json`), content);
    }
    await writeSummary(out);
    expect(readFileSync(join(out, 'summary.csv'), 'utf8').split('\n')).toHaveLength(3);
    expect(result).toMatchObject({ task: 'ebgan-mnist', steps: 3, settings: { kind: 'gan-images' } });
    expect(JSON.parse(readFileSync(join(out, 'seed1/result.json'), 'utf8'))).toEqual(result);
    expect(events.at(-1)).toMatchObject({ type: 'measured' });
    expect(readFileSync(join(out, 'summary.csv'), 'utf8')).toMatch(/^task,seed,steps,R real,.*\nebgan-mnist,1,3,/);
    for (const file of ['config.yaml', 'curves.csv', 'last/gan.json', 'samples.png', 'energies.svg'])
      expect(existsSync(join(out, 'seed1', file)), file).toBe(true);
    await expect(
      runGan({
        ...{ ...common, kind: imageGans, classifier, out: join(out, 'seed1'), resume: false, quick: false },
        onEvent: () => Promise.resolve(),
      }),
    ).rejects.toThrow('already holds a run');
  });

  it('holds its folder until the result is written, and writes none once another process has taken it', async () => {
    const { engine } = runs;
    writeDigits(runs.at('taken-data'), { train: 60, test: 20 });
    const values = { 'data.path': runs.at('taken-data') };
    const config = loadConfig({ task: 'mnist', overrides: [...SMALL, 'discriminator.hidden=[6]'], values }, [
      imageGans,
    ]);
    const data = await imageGans.openData(config, hooks);
    const out = runs.at('taken');
    const common = { config, engine, data, overwrite: false, signal: hooks.signal };
    const classifier = await openReferenceClassifier({ ...common, out, log: () => undefined });
    const run = (seed: string, onEvent: (event: GanEvent, locks: readonly string[]) => void) =>
      runGan({
        ...{ ...common, kind: imageGans, classifier, out: join(out, seed), resume: false, quick: false },
        onEvent: (event) => {
          const locks = readdirSync(join(out, seed)).filter(isLockFile);
          return Promise.resolve(onEvent(event, locks));
        },
      });
    const held: number[] = [];
    await run('seed1', ({ type }, { length }) => void (type === 'measured' && held.push(length)));
    expect(held).toEqual([1]);
    const taken = run('seed2', ({ type }, [lock]) => {
      if (type === 'end') rmSync(join(out, 'seed2', lock!));
    });
    await expect(taken).rejects.toThrow('was taken over by another process');
    expect(existsSync(join(out, 'seed2/result.json'))).toBe(false);
    await classifier.predictor.dispose();
  });

  it('with several seeds trains one classifier, summarises all runs, and does not repeat finished runs', async () => {
    writeDigits(runs.at('seeds-data'), { train: 60, test: 20 });
    const configs = [1, 2].map((seed) =>
      loadConfig(
        {
          task: 'mnist',
          overrides: [...SMALL, 'discriminator.hidden=[6]', 'engine.threads=1'],
          values: { 'data.path': runs.at('seeds-data'), seed },
        },
        [imageGans],
      ),
    );
    const out = runs.at('seeds');
    const lines: string[] = [];
    const events: GanEvent[] = [];
    const experiment = {
      ...{ kind: imageGans, configs, out, ...hooks },
      onEvent: (event: GanEvent) => Promise.resolve(void events.push(event)),
      log: (line: string) => void lines.push(line),
    };
    const results = await runGanExperiment(experiment);
    expect(results?.map(({ seed, steps }) => [seed, steps])).toEqual([
      [1, 3],
      [2, 3],
    ]);
    expect(lines.filter((line) => line.includes('classifier'))).toHaveLength(1);
    expect(readFileSync(join(out, 'summary.csv'), 'utf8').trim().split('\n')).toHaveLength(3);

    await expect(runGanExperiment(experiment)).rejects.toThrow('already holds a run');
    events.length = 0;
    expect(await runGanExperiment({ ...experiment, resume: true })).toEqual(results);
    expect(events.filter(({ type }) => type === 'step' || type === 'measured')).toEqual([]);
  });

  it('on recordings writes sounds at their sample rate', async () => {
    const { engine } = runs;
    const corpus = runs.at('corpus');
    await synthesizeCorpus({ outDir: corpus, seed: 1, individualsPerSpecies: 4, recordingsPerIndividual: 1 });
    const config = loadConfig(
      {
        task: 'birds',
        overrides: [...SMALL, 'audio={sampleRateHz: 8000, segmentSeconds: 0.25, overlap: 0}', 'discriminator.name=mlp'],
        values: { 'data.path': corpus },
      },
      [recordingGans],
    );
    const data = await recordingGans.openData(config, hooks);
    const out = runs.at('birds');
    const result = await runGan({
      ...{ kind: recordingGans, config, engine, data, classifier: undefined, out, signal: hooks.signal },
      ...{ resume: false, overwrite: false, quick: false },
      onEvent: () => Promise.resolve(),
    });
    expect(result?.measures.kind).toBe('segments');
    const { info, pcm } = await readAudio(join(out, 'sounds/generated-01.wav'), { sampleRateHz: 8000 });
    expect([info.sampleRateHz, pcm.length]).toEqual([8000, 2000]);
  });
});
