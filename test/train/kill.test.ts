import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createRng } from '#src/rng.js';
import type { TrainEvent } from '#src/train/events/index.js';
import { loadModel } from '#src/train/checkpoint/index.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { filesOf } from '../helpers/train-tones.js';

const CHILD = fileURLToPath(new URL('../helpers/train-child.mjs', import.meta.url));

const folder = useTemporaryFolder({ perTest: true });

interface Killing {
  /** Events to wait for. */
  readonly events: number;
  readonly milliseconds: number;
}

/** Runs the child to its end, or kills it with SIGKILL a given time after a given event. */
async function trainInChild(out: string, overrides: readonly string[], killing?: Killing) {
  const child = spawn(process.execPath, [CHILD, out, ...overrides], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, signal) => resolve(signal)));
  const events: TrainEvent[] = [];
  const kill = async (): Promise<void> => {
    await delay(killing!.milliseconds);
    child.kill('SIGKILL');
  };
  if (killing?.events === 0) void kill();
  for await (const line of createInterface(child.stdout)) {
    if (!line.endsWith('}')) continue;
    events.push(JSON.parse(line) as TrainEvent);
    if (events.length === killing?.events) void kill();
  }
  return { events, signal: await closed };
}

describe('kill -9', () => {
  // First with a save after every step, so that most kills hit a checkpoint being written; then with rare saves, so
  // that steps are repeated.
  it.each([
    ['three times while checkpoints are written', 3, ['train.epochs=24', 'train.checkpointEverySeconds=0']],
    [
      'three times far from the last checkpoint',
      3,
      ['train.epochs=24', 'train.checkpointEverySeconds=999', 'train.checkpointEveryEpochs=3'],
    ],
  ])(
    '%s, at random moments: the run always continues and ends with the files of an uninterrupted one',
    async (_, wanted, overrides) => {
      const whole = folder.at('whole');
      const broken = folder.at('broken');
      expect((await trainInChild(whole, overrides)).signal).toBeNull();

      const rng = createRng(11);
      let kills = 0;
      let latest = 0;
      for (let attempt = 0; kills < wanted; attempt++) {
        expect(attempt).toBeLessThan(20);
        const killing = {
          events: attempt === 0 ? 0 : 1 + rng.integer(30),
          milliseconds: attempt === 0 ? 400 : rng.integer(25),
        };
        const { events, signal } = await trainInChild(broken, overrides, killing);
        const [start] = events;
        if (start?.type === 'start') {
          expect(start.step).toBeGreaterThanOrEqual(latest);
          latest = start.step;
          // At any time after the first save, there is a complete model.
          if (events.some(({ type }) => type === 'checkpoint'))
            expect((await loadModel(broken)).manifest.classes).toEqual(['low', 'middle', 'high']);
        }
        if (signal !== 'SIGKILL') break;
        kills++;
      }
      expect(kills).toBe(wanted);
      expect(latest).toBeGreaterThan(0);

      const { events, signal } = await trainInChild(broken, overrides);
      expect(signal).toBeNull();
      expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'finished' });
      expect(filesOf(broken)).toEqual(filesOf(whole));
    },
    180_000,
  );
});
