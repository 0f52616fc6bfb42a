import { expect, it } from 'vitest';
import { TrialFailure } from '#src/sweep/index.js';
import { runTrialProcess } from '#src/sweep/processes/trial-process.js';
import type { TrainEvent } from '#src/train/index.js';
import { LYREBIRD } from '#cli/launcher.js';

const hooks = { stop: new AbortController().signal, abandon: new AbortController().signal };
const trial = { baseFile: 'base.yaml', seed: 1, out: 'out' };

it('that something else stops has failed: nobody asked for it', async () => {
  const command = [process.execPath, '-e', 'process.exit(130)', '--'] as const;
  const stopped = runTrialProcess({ ...trial, command, settings: {} }, { ...hooks, onEvent: () => undefined });
  await expect(stopped).rejects.toThrow(/^something else stopped it; it is saved/);
});

it('that is killed in the middle of a line has failed, and its events before count', async () => {
  const events: TrainEvent[] = [];
  const print = `process.stdout.write('{"type":"end"}\\n{"type":"st', () => process.kill(process.pid, 'SIGKILL'))`;
  const command = [process.execPath, '-e', print, '--'] as const;
  const onEvent = (event: TrainEvent): void => void events.push(event);
  const killed = runTrialProcess({ ...trial, command, settings: {} }, { ...hooks, onEvent });
  await expect(killed).rejects.toThrow(new TrialFailure('killed by SIGKILL'));
  expect(events).toEqual([{ type: 'end' }]);
});

it('a setting from a queue is no option, whatever its name', async () => {
  const settings = { 'loss.alpha': 0.5, '--out': 'elsewhere' };
  let received: unknown;
  const onEvent = (event: TrainEvent): void => void (received = event);
  const printArguments = 'console.log(JSON.stringify(process.argv.slice(1)))';
  const command = [process.execPath, '-e', printArguments, '--'] as const;
  await runTrialProcess({ ...trial, command, settings }, { ...hooks, onEvent });
  expect(received).toEqual(expect.arrayContaining(['--set=loss.alpha=0.5', '--set=--out="elsewhere"', '--out', 'out']));
  const refused = runTrialProcess(
    { ...trial, baseFile: 'configs/bird10.yaml', command: LYREBIRD, settings },
    { ...hooks, onEvent },
  );
  await expect(refused).rejects.toThrow(/^unknown key --out: /);
});
