import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { stopsEarly } from '#src/train/early-stopping.js';
import { decodeResult } from '#src/train/index.js';
import { endOf, filesOf, ofType, trainTones } from '../helpers/train-tones.js';
import { useRuns } from '../helpers/use-runs.js';

const runs = useRuns();

/** Learns so little that no epoch after the first is better. Epochs have four steps. */
const STANDSTILL = ['optimiser.learningRate=1e-30', 'train.epochs=6', 'train.patienceEpochs=2'];

describe('a run with train.patienceEpochs', () => {
  it('stops after that many epochs without a better one, and has a result', async () => {
    const events = await trainTones({ engine: runs.engine, out: runs.at('run'), overrides: STANDSTILL });
    expect(ofType(events, 'epoch').map(({ best }) => best)).toEqual([true, false, false]);
    const end = endOf(events);
    expect([end.reason, end.epoch, end.step]).toEqual(['finished', 3, 12]);
    expect(end.result).toMatchObject({ steps: 12, epochs: 3, stoppedEarly: { patienceEpochs: 2, bestEpoch: 1 } });
    expect(decodeResult(readFileSync(runs.at('run/result.json'), 'utf8'))).toEqual(end.result);
  });

  it('runs to its end as without it while epochs are better', async () => {
    const patient = ['train.patienceEpochs=3'];
    const events = await trainTones({ engine: runs.engine, out: runs.at('patient'), overrides: patient });
    const plain = await trainTones({ engine: runs.engine, out: runs.at('plain') });
    expect(ofType(events, 'epoch')).toEqual(ofType(plain, 'epoch'));
    expect(endOf(events).result).not.toHaveProperty('stoppedEarly');
  });

  it('that is stopped and resumed ends with the same files as an uninterrupted one', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('whole'), overrides: STANDSTILL });
    for (const stopAt of [2, 7, 8]) {
      await trainTones({ engine: runs.engine, out: runs.at('run'), overrides: STANDSTILL, stopAt, resume: true });
    }
    const resumed = await trainTones({ engine: runs.engine, out: runs.at('run'), overrides: STANDSTILL, resume: true });
    expect(endOf(resumed).result!.stoppedEarly).toEqual({ patienceEpochs: 2, bestEpoch: 1 });
    expect(filesOf(runs.at('run'))).toEqual(filesOf(runs.at('whole')));
    const again = await trainTones({ engine: runs.engine, out: runs.at('run'), overrides: STANDSTILL, resume: true });
    expect(again.map(({ type }) => type)).toEqual(['start', 'end']);
    expect(endOf(again).result).toEqual(endOf(resumed).result);
  });

  it('that has stopped early continues with more patience, as if it had always had it', async () => {
    const patient = [...STANDSTILL, 'train.patienceEpochs=4'];
    await trainTones({ engine: runs.engine, out: runs.at('patient'), overrides: patient });
    await trainTones({ engine: runs.engine, out: runs.at('run'), overrides: STANDSTILL });
    expect(existsSync(runs.at('run/result.json'))).toBe(true);
    const events = await trainTones({ engine: runs.engine, out: runs.at('run'), overrides: patient, resume: true });
    expect(ofType(events, 'epoch').map(({ epoch }) => epoch)).toEqual([4, 5]);
    // The model of the best epoch was saved with the patience of its time.
    const withoutBest = (name: string) => ({ ...filesOf(runs.at(name)), 'best/model.json': undefined });
    expect(withoutBest('run')).toEqual(withoutBest('patient'));
  });

  it('saves its last state wherever it stops', async () => {
    const overrides = [...STANDSTILL, 'train.checkpointEveryEpochs=5'];
    const events = await trainTones({ engine: runs.engine, out: runs.at('run'), overrides });
    expect(ofType(events, 'checkpoint').at(-1)).toMatchObject({ kind: 'last', step: 12 });
  });

  it('is refused before anything is written if no examples are held out', async () => {
    await expect(
      trainTones({ engine: runs.engine, out: runs.at('run'), overrides: STANDSTILL, validation: null }),
    ).rejects.toThrow(
      new ConfigError(
        'train.patienceEpochs is 2, but no examples are held out to tell when to stop: ' +
          'set data.validationExamples or data.validationFraction above 0, or train.patienceEpochs to null',
      ),
    );
    expect(existsSync(runs.at('run'))).toBe(false);
  });
});

describe('stopsEarly', () => {
  const progress = (latestEpoch: number, bestEpoch: number) =>
    ({ history: [{ epoch: latestEpoch }], best: { epoch: bestEpoch } }) as unknown as Parameters<typeof stopsEarly>[1];
  const config = (patienceEpochs: number | null) => ({ train: { patienceEpochs } }) as Parameters<typeof stopsEarly>[0];

  it.each([
    [null, 100, 1, false],
    [3, 6, 4, false],
    [3, 7, 4, true],
    [3, 9, 4, true],
    [1, 5, 5, false],
    [1, 6, 5, true],
  ])(
    'with a patience of %s epochs, in epoch %i, after the best in epoch %i: %s',
    (patience, latest, best, expected) => {
      expect(stopsEarly(config(patience), progress(latest, best))).toBe(expected);
    },
  );

  it('never stops before the first epoch has ended', () => {
    expect(stopsEarly(config(1), { history: [], best: null })).toBe(false);
  });
});
