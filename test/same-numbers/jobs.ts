import { execa } from 'execa';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A command of the comparison, run in the output folder of a checkout. */
export interface Job {
  readonly name: string;
  /**
   * Arguments of `node cli/lyrebird.js`; `CONFIGS` and `IMAGES` stand for the checkout's configs and the folder of
   * MNIST.
   */
  readonly command: string;
  /** File for stdout, if it is compared. */
  readonly stdout?: string;
}

/**
 * Compared commands: the demo's training, MNIST with few labels, a sweep, a GAN, classification. Paths are relative,
 * because outputs contain them.
 */
export const JOBS: readonly Job[] = [
  { name: 'corpus', command: 'data synth corpus --seed 1 --individuals 12 --recordings 2 -q' },
  {
    name: 'birds',
    command: 'train --config CONFIGS/demo.yaml --data corpus --epochs 3 --threads 2 --out runs/birds -q',
  },
  {
    name: 'classify',
    command: 'classify corpus --model runs/birds --format json -q --threads 1',
    stdout: 'classify.ndjson',
  },
  {
    name: 'evaluate',
    command: 'evaluate --model runs/birds --data corpus --split test --json',
    stdout: 'evaluate.json',
  },
  {
    name: 'mnist',
    command: 'train --task mnist --data IMAGES --set data.labels=50 --steps 100 --threads 2 --out runs/mnist -q',
  },
  {
    name: 'sweep',
    command:
      'sweep --task mnist --data IMAGES --set data.labels=50 --grid loss.alpha=0.3,0.7 --steps 20 --out runs/sweep -q',
  },
  { name: 'gan', command: 'gan --task mnist --data IMAGES --quick --threads 2 --out runs/gan -q' },
];

/**
 * Runs all jobs with a built checkout.
 * @param root folder of the checkout
 * @param out output folder; created if missing
 * @param images folder of the MNIST files
 */
export async function runJobs(root: string, out: string, images: string): Promise<void> {
  await mkdir(out, { recursive: true });
  for (const { name, command, stdout } of JOBS) {
    const words = command
      .split(' ')
      .map((word) => word.replace('CONFIGS', join(root, 'configs')).replace('IMAGES', images));
    process.stderr.write(`${out}: ${name}\n`);
    const run = execa(process.execPath, [join(root, 'cli/lyrebird.js'), ...words], {
      cwd: out,
      stderr: 'inherit',
      buffer: false,
    });
    if (stdout === undefined) run.stdout.resume();
    else run.stdout.pipe(createWriteStream(join(out, stdout)));
    await run;
  }
}
