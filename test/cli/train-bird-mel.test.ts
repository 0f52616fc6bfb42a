import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EvaluateResult } from '#src/train/trained-model/types.js';
import { lyrebird } from './support/lyrebird.js';
import { useTinyRun } from './support/tiny-run.js';

const { folder, corpus } = useTinyRun({ train: false });

async function run(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await lyrebird(args);
  expect(stderr.split('\n').filter((line) => line.startsWith('lyrebird:'))).toEqual([]);
  expect(exitCode).toBe(0);
  return stdout;
}

const train = (name: string, ...more: string[]): Promise<string> =>
  run(
    ...['train', '--task', 'bird-mel', '--data', corpus, '--out', join(folder, name), '--threads', '1', '--quiet'],
    ...more,
  );
const set = (...settings: string[]): string[] => settings.flatMap((setting) => ['--set', setting]);
const SHORT = ['--steps', '4', ...set('data.batchSize=20')];

const weightsOf = (name: string): string =>
  (JSON.parse(readFileSync(join(folder, name, 'last/model.json'), 'utf8')) as { weights: { sha256: string } }).weights
    .sha256;

describe('lyrebird train --task bird-mel', () => {
  it('augments by seed and step: a stopped and resumed run ends with the same bits', async () => {
    await train('whole', ...SHORT);
    await train('broken', ...SHORT, ...set('train.maxSteps=2'));
    expect(weightsOf('broken')).not.toBe(weightsOf('whole'));
    await train('broken', ...SHORT, '--resume', ...set('train.maxSteps=4'));
    expect(weightsOf('broken')).toBe(weightsOf('whole'));
    await train('plain', ...SHORT, ...set('audio.augmentation.speed=0', 'audio.augmentation.equaliser=0'));
    expect(weightsOf('plain')).not.toBe(weightsOf('whole'));
  });

  it('trains on R and E too; evaluate and classify need only the run folder', async () => {
    await train('paper', ...SHORT, ...set('loss.alpha=0.7', 'loss.beta=0.3'));
    const model = ['--model', join(folder, 'paper')];
    const result = JSON.parse(
      await run('evaluate', ...model, '--data', corpus, '--split', 'test', '--json'),
    ) as EvaluateResult;
    expect(result.recordings).toBe(11);
    expect(result.recordingAccuracyByLoudness).toBeGreaterThanOrEqual(0);
    expect(await run('evaluate', ...model, '--data', corpus, '--split', 'test')).toMatch(
      /\n {2}recordings {2}[\d.]+% of 11\n {14}[\d.]+% with segments weighted by loudness\n/,
    );
    const inContext = await run('evaluate', ...model, '--data', corpus, '--split', 'test', '--context', '0.3');
    expect(inContext).toMatch(
      /\n {2}segments {4}.*\n {14}[\d.]+% with 0.3 s of context\n {14}[\d.]+% with 0.3 s of context, weighted by /,
    );
    expect(await run('classify', join(corpus, 'background'), ...model, '--format', 'csv')).toContain('\n');
  });

  it('cannot be resumed with a different augmentation', async () => {
    const { exitCode, stderr } = await lyrebird([
      ...['train', '--out', join(folder, 'whole'), '--resume', '--steps', '4'],
      ...set('audio.augmentation.speed=0.1'),
    ]);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('audio.augmentation.speed was 0.06, got 0.1');
  });
});
