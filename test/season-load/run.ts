import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { processTree } from '../helpers/process-tree.js';

const LAUNCHER = fileURLToPath(new URL('../../../cli/lyrebird.js', import.meta.url));
const MILLISECONDS_BETWEEN_SAMPLES = 500;

/** What a run of the command took. */
export interface RunCost {
  /** Null if it was killed. */
  readonly exitCode: number | null;
  readonly seconds: number;
  /** Most resident memory of the program and its children at any moment. */
  readonly peakBytes: number;
  readonly stderr: string;
}

/**
 * Runs the built command, and samples its memory.
 * @param killAfterSeconds after which it gets SIGKILL
 */
export async function run(args: readonly string[], killAfterSeconds = Infinity): Promise<RunCost> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  const child = spawn(process.execPath, [LAUNCHER, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = once(child, 'close') as Promise<[number | null]>;
  let peakBytes = 0;
  while (child.exitCode === null && child.signalCode === null) {
    if (seconds() >= killAfterSeconds) child.kill('SIGKILL');
    const processes = await processTree(child.pid!);
    const bytes = processes.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
    peakBytes = Math.max(peakBytes, bytes);
    await Promise.race([delay(Math.min(MILLISECONDS_BETWEEN_SAMPLES, 1000 * (killAfterSeconds - seconds()))), closed]);
  }
  const [exitCode] = await closed;
  return { exitCode, seconds: seconds(), peakBytes, stderr };
}
