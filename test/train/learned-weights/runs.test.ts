import { describe, expect, it } from 'vitest';
import { ConfigError, NonFiniteError } from '#src/errors.js';
import { readModelFolder } from '#src/train/index.js';
import { endOf, filesOf, ofType, trainTones } from '../../helpers/train-tones.js';
import { useRuns } from '../../helpers/use-runs.js';

const runs = useRuns();

const LEARNING = ['loss.learned={everySteps: 3, rate: 20}', 'loss.gamma={conv1: 0.05, dense1: 0.01}'];

describe('a run with learned weights', () => {
  it('updates them every `everySteps` steps, reports them, and differs from a run with fixed weights', async () => {
    const learning = await trainTones({ engine: runs.engine, out: runs.at('learning'), overrides: LEARNING });
    const weights = ofType(learning, 'step').map((event) => event.weights);
    expect(weights).toHaveLength(12);
    const changes = weights.map((at, i) => i > 0 && JSON.stringify(at) !== JSON.stringify(weights[i - 1]));
    // The reported weights apply from that step on.
    expect(changes.map((changed, i) => (changed ? i + 1 : 0)).filter(Boolean)).toEqual([3, 6, 9, 12]);
    expect(weights[0]).toEqual({ alpha: 0.7, beta: 0.3, gamma: { conv1: 0.05, dense1: 0.01 } });
    expect(ofType(learning, 'epoch').at(-1)!.weights).toEqual(weights.at(-1));
    expect(Object.keys(ofType(learning, 'step')[0]!.layers!)).toEqual(['conv1', 'dense1']);

    const fixed = await trainTones({ engine: runs.engine, out: runs.at('fixed'), overrides: [LEARNING[1]!] });
    const lossesOf = (events: typeof fixed): number[] => ofType(events, 'step').map(({ crossEntropy }) => crossEntropy);
    expect(lossesOf(learning).slice(0, 3)).toEqual(lossesOf(fixed).slice(0, 3));
    expect(lossesOf(learning)[5]).not.toBe(lossesOf(fixed)[5]);
    expect(ofType(fixed, 'step').map((event) => event.weights)).toEqual(Array(12).fill(weights[0]));
  });

  it.each([1, 2, 3, 5, 8])(
    'stopped after step %i and resumed, ends with the files of an uninterrupted one',
    async (stopAt) => {
      await trainTones({ engine: runs.engine, out: runs.at('whole'), overrides: LEARNING });
      const events = await trainTones({ engine: runs.engine, out: runs.at('broken'), overrides: LEARNING, stopAt });
      expect(endOf(events).reason).toBe('interrupted');
      await trainTones({ engine: runs.engine, out: runs.at('broken'), overrides: LEARNING, resume: true });
      expect(filesOf(runs.at('broken'))).toEqual(filesOf(runs.at('whole')));
    },
  );

  it('saves them with the state', async () => {
    const events = await trainTones({ engine: runs.engine, out: runs.at('run'), overrides: LEARNING });
    const { manifest } = await readModelFolder(runs.at('run/last'));
    expect(manifest.resume!.progress.learned).toEqual(ofType(events, 'step').at(-1)!.weights);
  });

  it('can have an adversarial goal: the first update goes in the opposite direction', async () => {
    const first = async (goal: string): Promise<number> => {
      const overrides = [...LEARNING, `loss.learned.goal=${goal}`, 'loss.learned.rate=0.01'];
      const events = await trainTones({
        engine: runs.engine,
        out: runs.at(goal),
        overrides: [...overrides, 'train.maxSteps=3'],
      });
      return ofType(events, 'step').at(-1)!.weights.alpha - 0.7;
    };
    const [cooperative, adversarial] = [await first('cooperative'), await first('adversarial')];
    expect(Math.abs(cooperative)).toBeGreaterThan(0);
    expect(adversarial).toBeCloseTo(-cooperative, 12);
  });
});

describe('learned weights that are not finite', () => {
  it('end the run before a checkpoint holds them', async () => {
    // After one such update, the loss on the next batch has no finite gradient.
    const overrides = ['loss.learned={everySteps: 1}', 'optimiser.learningRate=1e30', 'train.checkpointEverySeconds=0'];
    const run = trainTones({ engine: runs.engine, out: runs.at('run'), overrides });
    await expect(run).rejects.toThrow(NonFiniteError);
    await expect(run).rejects.toThrow(
      /^step 1: the learned .* is NaN.*; lower loss\.learned\.rate or .*; the last good checkpoint is .*last$/,
    );
    expect((await readModelFolder(runs.at('run/last'))).manifest.step).toBe(0);
  });
});

describe('invalid weights', () => {
  const refusal = async (...overrides: string[]): Promise<string> => {
    const error = await trainTones({ engine: runs.engine, out: runs.at('run'), overrides }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  };

  it('of a layer that the network does not have are refused with a list of its layers', async () => {
    expect(await refusal('loss.gamma.conv3=1')).toBe(
      'loss.gamma.conv3: bird10 has no such layer; expected one of input, conv1, conv2, dense1',
    );
  });

  it.each([
    ['loss.alpha={points: [[0, 1]]}', 'alpha'],
    ['loss.gamma={conv1: {points: [[0, 1]]}}', 'gamma.conv1'],
    ['loss.reconstructionFirst.until=0.2', 'reconstructionFirst'],
  ])('scheduled and learned as well, are refused: %s', async (override, name) => {
    expect(await refusal('loss.learned.everySteps=10', override)).toBe(
      `loss.${name} schedules the weights, but loss.learned.everySteps is 10, which learns them: use one of the two`,
    );
  });
});
