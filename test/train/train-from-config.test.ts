import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordingTasks } from '#audio/training/index.js';
import { OutputError } from '#src/errors.js';
import { loadConfig, trainFromConfig, type TrainEvent, type TrainFromConfigOptions } from '#src/train/index.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { endOf, ofType } from '../helpers/train-tones.js';
import { sine, wavFile } from '../helpers/wav-writer.js';

const folder = useTemporaryFolder();

/** Two species, a tone each, four recordings of a second of both; a fifth one of the first is no sound. */
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

async function eventsOf(options: Omit<TrainFromConfigOptions, 'onWarning'>): Promise<TrainEvent[]> {
  const config = loadConfig(
    {
      task: 'bird10',
      values: { 'data.path': writeCorpus(), 'data.batchSize': 10, 'train.epochs': 1, 'engine.threads': 1 },
    },
    [recordingTasks],
  );
  const events: TrainEvent[] = [];
  const onWarning: TrainFromConfigOptions['onWarning'] = ({ file, message }) =>
    events.push({ type: 'warning', ...(file !== undefined && { file }), message });
  for await (const event of trainFromConfig(config, [recordingTasks], { ...options, onWarning })) events.push(event);
  return events;
}

describe('trainFromConfig', () => {
  it('goes from the files of a corpus to the result of a run, which it does not replace unasked', async () => {
    const out = join(folder.path, 'run');
    const loaded: number[] = [];
    const events = await eventsOf({ out, onLoading: ({ done, total }) => loaded.push(done / total) });
    expect(loaded.at(-1)).toBe(1);
    expect(ofType(events, 'warning').map(({ file }) => file)).toEqual([expect.stringContaining('broken.wav')]);
    expect(ofType(events, 'epoch')).toHaveLength(1);
    expect(endOf(events).reason).toBe('finished');
    expect(readdirSync(out).sort()).toEqual(['best', 'config.yaml', 'last', 'metrics.ndjson', 'result.json']);
    await expect(eventsOf({ out })).rejects.toThrow(OutputError);
    expect(endOf(await eventsOf({ out, resume: true })).reason).toBe('finished');
  });

  it('throws the reason of a signal that fires before there is anything to save', async () => {
    const out = join(folder.path, 'stopped');
    const reason = new Error('not now');
    await expect(eventsOf({ out, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(readdirSync(folder.path)).not.toContain('stopped');
  });
});
