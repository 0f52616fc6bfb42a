import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tf } from '#src/ops/index.js';
import { runFrameworks, writeFrameworks } from '#src/paper/index.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const { at } = useTemporaryFolder();

describe('frameworks of Table 1, from code', { timeout: 120_000 }, () => {
  it('run in the order of the table, report progress, and are written with their figures', async () => {
    const reported: string[] = [];
    const run = await runFrameworks({
      ...{ names: ['k-nn', 'soft-thresholding'], seed: 1, threads: 1 },
      onStart: (name) => reported.push(`start ${name}`),
      onDone: ({ name }) => reported.push(`done ${name}`),
    });
    expect(reported).toEqual(['soft-thresholding', 'k-nn'].flatMap((name) => [`start ${name}`, `done ${name}`]));
    const { report, pictures, requested } = run;
    expect([report.seed, report.setting, requested]).toEqual([1, 'quick setting: small synthetic data', 2]);
    expect(report.frameworks.map(({ name }) => name)).toEqual(['soft-thresholding', 'k-nn']);
    expect([...pictures.keys()]).toEqual(['soft-thresholding']);

    const out = at('out');
    await writeFrameworks(out, run);
    expect(JSON.parse(readFileSync(join(out, 'frameworks.json'), 'utf8'))).toEqual(report);
    expect(existsSync(join(out, 'soft-thresholding.svg'))).toBe(true);
  });

  it('return the finished frameworks if they are stopped', async () => {
    const stop = new AbortController();
    const { report, requested } = await runFrameworks({
      ...{ names: ['nmf', 'k-means'], seed: 1, threads: 1, signal: stop.signal },
      onDone: () => stop.abort(),
    });
    expect([report.frameworks.map(({ name }) => name), requested]).toEqual([['nmf'], 2]);
  });

  it('leave no tensors behind, finished or stopped', async () => {
    const { numTensors } = tf.memory();
    await runFrameworks({ names: ['pca'], seed: 1, threads: 1 });
    expect(tf.memory().numTensors).toBe(numTensors);
    for (const name of ['nmf', 'soft-thresholding', 'k-means'] as const) {
      const stop = new AbortController();
      await runFrameworks({
        ...{ names: [name], seed: 1, threads: 1, signal: stop.signal },
        onStep: () => stop.abort(),
      });
      expect([name, tf.memory().numTensors]).toEqual([name, numTensors]);
    }
  });
});
