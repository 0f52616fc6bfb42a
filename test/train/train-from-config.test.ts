import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { audioSettingsOf } from '#audio/audio-settings.js';
import { corpusParts, loadCorpus, scanCorpus, splitCorpus } from '#audio/corpus/index.js';
import { type RecordingConfig, recordingTasks } from '#audio/training/index.js';
import { createEngine } from '#src/engine/index.js';
import { OutputError } from '#src/errors.js';
import {
  loadConfig,
  type LoadingProgress,
  loadModel,
  createRunModel,
  train,
  trainFromConfig,
  type TrainEvent,
  type TrainFromConfigOptions,
} from '#src/train/index.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { endOf, filesOf, ofType } from '../helpers/train-tones.js';
import { sine, wavFile } from '../helpers/wav-writer.js';

const folder = useTemporaryFolder();

/**
 * Two species, each a tone, with four recordings of one second each; a fifth file of the first species is not audio.
 */
function writeCorpus(): string {
  const corpus = join(folder.path, 'corpus');
  for (const [hz, species] of [[2_000, 'low'] as const, [6_000, 'high'] as const]) {
    mkdirSync(join(corpus, species), { recursive: true });
    for (let n = 0; n < 4; n++) {
      writeFileSync(join(corpus, species, `${n}.wav`), wavFile([sine(hz + 40 * n, 44_100, { phase: n })]));
    }
  }
  writeFileSync(join(corpus, 'low', 'broken.wav'), 'no sound at all');
  return corpus;
}

const configOf = (corpus: string): RecordingConfig =>
  loadConfig(
    {
      task: 'bird10',
      values: { 'data.path': corpus, 'data.batchSize': 10, 'train.epochs': 1, 'engine.threads': 1 },
    },
    [recordingTasks],
  );

async function eventsOf(options: Omit<TrainFromConfigOptions, 'onWarning'>): Promise<TrainEvent[]> {
  const config = configOf(writeCorpus());
  const events: TrainEvent[] = [];
  const onWarning: TrainFromConfigOptions['onWarning'] = ({ file, message }) =>
    events.push({ type: 'warning', ...(file !== undefined && { file }), message });
  for await (const event of trainFromConfig(config, [recordingTasks], { ...options, onWarning })) events.push(event);
  return events;
}

describe('trainFromConfig', () => {
  it('trains from the files of a corpus to the result of a run, and does not replace it unless requested', async () => {
    const out = join(folder.path, 'run');
    const loaded: number[] = [];
    const events = await eventsOf({ out, onLoading: ({ done, total }) => loaded.push(done / total) });
    expect(loaded.at(-1)).toBe(1);
    expect(ofType(events, 'warning').map(({ file }) => file)).toEqual([expect.stringContaining('broken.wav')]);
    expect(ofType(events, 'epoch')).toHaveLength(1);
    expect(endOf(events).reason).toBe('finished');
    expect(readdirSync(out).sort()).toEqual(['best', 'config.yaml', 'last', 'metrics.ndjson', 'result.json']);
    loaded.length = 0;
    const again = eventsOf({ out, onLoading: ({ done, total }) => loaded.push(done / total) });
    await expect(again).rejects.toThrow(OutputError);
    expect(loaded, 'refused before anything is read').toEqual([]);
    expect(endOf(await eventsOf({ out, resume: true })).reason).toBe('finished');
  });

  it('ends with the same files as its steps called one by one', async () => {
    const out = join(folder.path, 'whole');
    await eventsOf({ out });

    const config = configOf(writeCorpus());
    const { sampleRateHz, segmentSeconds, overlap } = config.audio;
    const settings = { sampleRateHz, segmentSeconds, overlap, normalisation: { kind: 'segment' } as const };
    const corpus = await loadCorpus(await scanCorpus(join(folder.path, 'corpus')), settings);
    const parts = corpusParts(corpus, splitCorpus(corpus, { validationFraction: 0.25, seed: config.seed }));
    const byHand = join(folder.path, 'by-hand');
    const engine = await createEngine(config.engine);
    onTestFinished(() => engine.dispose());
    const events: TrainEvent[] = [];
    const run = train({ config, engine, model: createRunModel(config, parts), out: byHand, ...parts });
    for await (const event of run) events.push(event);

    expect(endOf(events).reason).toBe('finished');
    expect(filesOf(byHand)).toEqual(filesOf(out));
    expect(audioSettingsOf(await loadModel(byHand))).toEqual(settings);
  });

  it('throws the reason of a signal that is aborted before training starts', async () => {
    const out = join(folder.path, 'stopped');
    const reason = new Error('not now');
    await expect(eventsOf({ out, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const late = new AbortController();
    const whenLoaded = ({ done, total }: LoadingProgress): void => void (done === total && late.abort(reason));
    await expect(eventsOf({ out, signal: late.signal, onLoading: whenLoaded })).rejects.toBe(reason);
    expect(readdirSync(folder.path)).not.toContain('stopped');
  });
});
