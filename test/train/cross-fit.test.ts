import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createClassifier } from '#audio/classify/index.js';
import { parseDetectionSettings } from '#audio/detections/index.js';
import type { UnknownChoice } from '#audio/novelty/index.js';
import type { ReportCard } from '#audio/report/index.js';
import { foldProcess } from '#cli/commands/train/fold-process.js';
import { recordingTasks } from '#audio/training/index.js';
import { isLockFile } from '#src/files/index.js';
import { createRng } from '#src/rng.js';
import { loadConfig, loadModel, trainFromConfig, type FoldRunner, type TrainEvent } from '#src/train/index.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { endOf, filesOf, ofType } from '../helpers/train-tones.js';
import { sine, wavFile } from '../helpers/wav-writer.js';

const folder = useTemporaryFolder();
const STEPS = 6;

/** Two species, each a tone, with four recordings of one second each. */
beforeAll(() => {
  for (const [hz, species] of [[2_000, 'low'] as const, [6_000, 'high'] as const]) {
    mkdirSync(join(folder.path, 'corpus', species), { recursive: true });
    for (let n = 0; n < 4; n++) {
      const file = join(folder.path, 'corpus', species, `${n}.wav`);
      writeFileSync(file, wavFile([sine(hz + 40 * n, 44_100, { phase: n })]));
    }
  }
  writeFileSync(join(folder.path, 'corpus/metadata.csv'), 'file,common_name\nlow/0.wav,Deep Tone\n');
});

interface Run {
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  readonly onSteps?: (done: number, total: number) => void;
  /** Called while the recordings are read, before the folder is locked. */
  readonly onRecording?: () => void;
  readonly threads?: number;
  readonly foldRunner?: FoldRunner;
  readonly onWarning?: (line: string) => void;
  readonly onEvent?: (event: TrainEvent) => void;
}

async function eventsOf(out: string, run: Run = {}): Promise<TrainEvent[]> {
  const { resume = false, overwrite = false, set, signal, threads = 1, foldRunner, onWarning, onEvent } = run;
  const values = {
    'data.path': join(folder.path, 'corpus'),
    'data.batchSize': 10,
    'train.steps': STEPS,
    'train.reportEverySeconds': 0,
    'engine.threads': threads,
    'engine.shards': 2,
    'data.folds': 2,
    ...set,
  };
  const config = loadConfig({ task: 'birds', values }, [recordingTasks]);
  const events: TrainEvent[] = [];
  const training = trainFromConfig(config, [recordingTasks], {
    out: join(folder.path, out),
    ...{ resume, overwrite },
    ...(signal && { signal }),
    ...(foldRunner && { foldRunner }),
    onWarning: ({ message }) => onWarning?.(message),
    onLoading: ({ what, done, total }) => (what === 'fold step' ? run.onSteps?.(done, total) : run.onRecording?.()),
  });
  for await (const event of training) {
    onEvent?.(event);
    events.push(event);
  }
  return events;
}

describe('settings of detection from folds of the training recordings', () => {
  it('come from predictions of every recording by a model that it did not train, and all then train', async () => {
    const steps: string[] = [];
    // The run has its folder to itself, from the first fold to the end.
    const isLocked = (): boolean => readdirSync(join(folder.path, 'whole/run')).some(isLockFile);
    const locked: boolean[] = [];
    const events = await eventsOf('whole/run', {
      onSteps(done, total) {
        steps.push(`${done}/${total}`);
        locked.push(isLocked());
      },
      onEvent: ({ type, ...event }) => {
        const isConclusion = type === 'note' && 'message' in event && /each predicted by/.test(event.message);
        if (isConclusion || type === 'start' || type === 'step' || type === 'end') locked.push(isLocked());
      },
    });
    expect(locked.length).toBeGreaterThan(3 * STEPS);
    expect(locked).not.toContain(false);
    expect(isLocked()).toBe(false);
    expect(endOf(events).reason).toBe('finished');
    expect(steps.at(-1)).toBe(`${2 * STEPS}/${2 * STEPS}`);
    expect(ofType(events, 'note').map(({ message }) => message)).toEqual([
      expect.stringMatching(/^mixed into training: synthetic noise; 17 clips/),
      expect.stringMatching(/^8 recordings, each predicted by a model it did not train: [\d.]+ % right/),
      `report card: ${join(folder.path, 'whole/run/report.html')}`,
    ]);
    const { manifest } = await loadModel(join(folder.path, 'whole/run/last'));
    expect(manifest.commonNames).toEqual({ low: 'Deep Tone' });
    expect(parseDetectionSettings(manifest.detection)).toMatchObject({ recordings: 8, contextSeconds: 2 });
    expect(manifest.recordings!.train).toHaveLength(8);
    const folds = await Promise.all(
      ['1', '2'].map(async (fold) => (await loadModel(join(folder.path, 'whole/run/folds', fold, 'last'))).manifest),
    );
    const trained = folds.map(({ recordings }) => recordings!.train);
    expect(trained.map(({ length }) => length)).toEqual([4, 4]);
    expect([...trained[0]!, ...trained[1]!].sort()).toEqual([...manifest.recordings!.train].sort());
  });

  it('make a report card of these predictions', () => {
    const card = JSON.parse(readFileSync(join(folder.path, 'whole/run/report.json'), 'utf8')) as ReportCard;
    expect(card).toMatchObject({ source: { kind: 'folds', folds: 2, groupBy: 'group' }, recordings: 8, groups: 8 });
    expect(card.model).toMatchObject({ name: 'run' });
    expect(card.species.map(({ species }) => species)).toEqual(['high', 'low']);
    expect(card.segments!.segments).toBe(8 * 11);
    expect(readFileSync(join(folder.path, 'whole/run/report.html'), 'utf8')).toContain('<title>');
  });

  it('leave it to the user which precision the thresholds aim at', async () => {
    cpSync(join(folder.path, 'whole/run/last'), join(folder.path, 'precise'), { recursive: true });
    const classifier = await createClassifier(join(folder.path, 'precise'), { threads: 1 });
    try {
      const { detection } = (await loadModel(join(folder.path, 'whole/run/last'))).manifest;
      for (const { precision, thresholds, defaultThreshold } of parseDetectionSettings(detection)!.operatingPoints) {
        const { high, low } = thresholds;
        const expected = { high: high ?? defaultThreshold, low: low ?? defaultThreshold };
        expect(classifier.thresholds({ precision })).toEqual(expected);
      }
      expect(classifier.thresholds({ precision: 0.9 })).toEqual(classifier.thresholds());
      const tone = Float32Array.from(sine(2_000, 44_100));
      await expect(classifier.classifySamples(tone, 44_100, { precision: 0.75 })).rejects.toThrow(
        /^precision 0.75: the model has thresholds for .*0.9; others lack evidence, or were not prepared$/,
      );
    } finally {
      await classifier.dispose();
    }
  });

  it('tell how strange detections are, and leave out strange ones or others, as asked', async () => {
    const { manifest, prototypes } = await loadModel(join(folder.path, 'whole/run/best'));
    expect(prototypes!.shape).toEqual([32, 256]);
    expect(Object.keys(manifest.novelty!.distances)).toEqual(['high', 'low']);
    // A copy, because classification saves its program beside the model.
    cpSync(join(folder.path, 'whole/run/best'), join(folder.path, 'copy'), { recursive: true });
    const classifier = await createClassifier(join(folder.path, 'copy'), { threads: 1 });
    try {
      const rng = createRng(1);
      const noise = Float32Array.from({ length: 3 * 44_100 }, () => 0.1 * rng.normal());
      const tone = Float32Array.from(sine(2_000, 3 * 44_100));
      const detected = async (samples: Float32Array, unknown?: UnknownChoice) => {
        const options = { threshold: 0.01, contextSeconds: 0, ...(unknown && { unknown }) };
        return (await classifier.classifySamples(samples, 44_100, options)).detections;
      };
      for (const samples of [tone, noise]) {
        const all = await detected(samples);
        expect(all.length).toBeGreaterThan(0);
        expect(all).toEqual(await detected(samples, 'report'));
        const [known, strange] = [await detected(samples, 'hide'), await detected(samples, 'only')];
        expect(known).toEqual(all.filter(({ unknown }) => !unknown));
        expect(strange).toEqual(all.filter(({ unknown }) => unknown));
        for (const { novelty, unknown } of all) expect(unknown).toBe(novelty! > 0.95);
      }
      const mean = async (samples: Float32Array): Promise<number> => {
        const found = await detected(samples);
        return found.reduce((sum, { novelty }) => sum + novelty!, 0) / found.length;
      };
      expect(await mean(noise)).toBeGreaterThan(await mean(tone));
    } finally {
      await classifier.dispose();
    }
  });

  it('are needed by `unknown`: without them, it is refused', async () => {
    cpSync(join(folder.path, 'copy'), join(folder.path, 'without'), { recursive: true });
    const path = join(folder.path, 'without/model.json');
    const { novelty: _, ...manifest } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify(manifest));
    const classifier = await createClassifier(join(folder.path, 'without'), { threads: 1 });
    try {
      const tone = Float32Array.from(sine(2_000, 44_100));
      const classify = (unknown: UnknownChoice) => classifier.classifySamples(tone, 44_100, { unknown });
      await expect(classify('hide')).rejects.toThrow('unknown hide: the model does not know what is typical');
      expect((await classify('report')).file).toBe('samples');
    } finally {
      await classifier.dispose();
    }
  });

  it('stopped in a fold, continues with --resume, and ends with the same files', async () => {
    const stop = new AbortController();
    const events = await eventsOf('stopped/run', {
      signal: stop.signal,
      onSteps: (done) => done === STEPS + 2 && stop.abort(),
    });
    expect(endOf(events)).toMatchObject({ reason: 'interrupted', step: 0 });
    expect(readdirSync(join(folder.path, 'stopped/run')).sort()).toEqual(['config.yaml', 'folds']);
    expect(endOf(await eventsOf('stopped/run', { resume: true })).reason).toBe('finished');
    for (const run of ['whole', 'stopped']) rmSync(join(folder.path, run, 'run/folds'), { recursive: true });
    // A run that has begun needs its folds no more.
    expect(endOf(await eventsOf('stopped/run', { resume: true })).reason).toBe('finished');
    expect(filesOf(join(folder.path, 'stopped/run'))).toEqual(filesOf(join(folder.path, 'whole/run')));
    expect(readFileSync(join(folder.path, 'stopped/run/config.yaml'), 'utf8')).toContain('folds: 2');
  });

  it('of a run that is overwritten: nothing of the earlier one is left, though it is stopped in a fold', async () => {
    const out = join(folder.path, 'again/run');
    cpSync(join(folder.path, 'whole/run'), out, { recursive: true });
    const stop = new AbortController();
    const onSteps = (done: number): void => {
      if (done === STEPS + 2) stop.abort();
    };
    const changed = { set: { seed: 2 } };
    expect(
      endOf(await eventsOf('again/run', { ...changed, overwrite: true, signal: stop.signal, onSteps })),
    ).toMatchObject({ reason: 'interrupted', step: 0 });
    expect(readdirSync(out).sort()).toEqual(['config.yaml', 'folds', 'previous-run']);
    // The earlier run can be used until the new one has finished.
    expect(filesOf(join(out, 'previous-run'))).toEqual(filesOf(join(folder.path, 'whole/run')));
    // Neither another run, nor one with other settings, changes what is there.
    const before = readFileSync(join(out, 'config.yaml'), 'utf8');
    await expect(eventsOf('again/run', changed)).rejects.toThrow(/folds\/1 already holds a model: continue it with/);
    await expect(eventsOf('again/run', { resume: true })).rejects.toThrow('seed was 2');
    expect(readFileSync(join(out, 'config.yaml'), 'utf8')).toBe(before);
    expect(endOf(await eventsOf('again/run', { ...changed, resume: true })).reason).toBe('finished');
    expect((await loadModel(join(out, 'last'))).manifest.seed).toBe(2);
    expect(readdirSync(out)).toContain('report.html');
    expect(readdirSync(out)).not.toContain('previous-run');
    // A run without folds leaves none, nor their report card.
    const alone = { 'data.folds': 0, 'data.validationFraction': 0.25 };
    expect(endOf(await eventsOf('again/run', { set: alone, overwrite: true })).reason).toBe('finished');
    expect(readdirSync(out).filter((name) => /^(?:folds|report)/.test(name))).toEqual([]);
  });

  it('are not trained where another process has trained a run meanwhile', async () => {
    const out = join(folder.path, 'theirs/run');
    const onRecording = (): void => {
      mkdirSync(join(out, 'last'), { recursive: true });
      writeFileSync(join(out, 'last/model.json'), 'theirs');
    };
    await expect(eventsOf('theirs/run', { onRecording })).rejects.toThrow(
      /run already holds a model: continue it with/,
    );
    expect(readdirSync(out)).toEqual(['last']);
  });

  it('are not trained if the run could not be: it is to stop early, and nothing is held out', async () => {
    const out = { set: { 'train.patienceEpochs': 2 } };
    await expect(eventsOf('patient/run', out)).rejects.toThrow('train.patienceEpochs is 2, but no examples are held');
    expect(existsSync(join(folder.path, 'patient/run/folds'))).toBe(false);
    const stop = new AbortController();
    const held = { set: { 'train.patienceEpochs': 2, 'data.validationFraction': 0.25 } };
    await eventsOf('patient/run', { ...held, signal: stop.signal, onSteps: () => stop.abort() });
    expect(existsSync(join(folder.path, 'patient/run/folds/1'))).toBe(true);
  });

  it('trained side by side, are those that are trained one after the other', async () => {
    const steps: string[] = [];
    const onSteps = (done: number, total: number): void => void steps.push(`${done}/${total}`);
    await eventsOf('beside/run', { threads: 2, foldRunner: foldProcess(undefined), onSteps });
    expect(steps.at(-1)).toBe(`${2 * STEPS}/${2 * STEPS}`);
    const [alone, beside] = await Promise.all(
      ['whole', 'beside'].map(async (run) => {
        const path = join(folder.path, run, 'run');
        // These say how many threads there were.
        const files = Object.entries(filesOf(path)).filter(([name]) => !/(?:config\.yaml|model\.json)$/.test(name));
        return { files, detection: (await loadModel(join(path, 'last'))).manifest.detection };
      }),
    );
    expect(beside).toEqual(alone);
  });

  it('whose process fails, are trained by the run itself', async () => {
    const warnings: string[] = [];
    const fails: FoldRunner = () => Promise.reject(new Error('out of memory'));
    const stop = new AbortController();
    await eventsOf('failing/run', {
      threads: 2,
      foldRunner: fails,
      signal: stop.signal,
      onSteps: (done) => done === STEPS + 1 && stop.abort(),
      onWarning: (line) => warnings.push(line),
    });
    expect(existsSync(join(folder.path, 'failing/run/folds/1/last/model.json'))).toBe(true);
    expect(warnings).toContain('fold 1: its process failed, and it is trained here: out of memory');
  });
});
