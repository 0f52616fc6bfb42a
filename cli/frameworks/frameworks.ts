import { createEngine } from '../../src/engine/index.js';
import { EXIT_INTERRUPTED } from '../../src/errors.js';
import { tf } from '../../src/ops/tf.js';
import { createRng } from '../../src/rng.js';
import { engineOptions, type CommonOptions, type EngineFlags } from '../commands/common-options.js';
import { onInterrupt } from '../interrupt.js';
import { createStatusLine } from '../status-line.js';
import { results as output, say } from '../streams.js';
import { setUpTerminal } from '../terminal.js';
import { openDigits, type Digits } from './data/digits.js';
import { frameworksReport } from './report.js';
import { FRAMEWORKS, type FrameworkName } from './rows.js';
import { RUNNERS } from './rows/index.js';
import type { FrameworkResult } from './types.js';

/** Options of `lyrebird frameworks`. */
export interface FrameworksFlags extends CommonOptions, EngineFlags {
  readonly data?: string;
  readonly examples: number;
  readonly seed: number;
  readonly json?: true;
}

/** Runs the command. @returns the exit code */
export async function runFrameworks(names: readonly FrameworkName[], flags: FrameworksFlags): Promise<number> {
  const chosen = FRAMEWORKS.filter(({ name }) => names.length === 0 || names.includes(name));
  const rng = createRng(flags.seed);
  const digits =
    flags.data === undefined
      ? undefined
      : await openDigits(flags.data, { examples: flags.examples, rng: rng.split('digits') });
  const stop = new AbortController();
  const release = onInterrupt(() => stop.abort());
  const status = createStatusLine(setUpTerminal(flags.color).interactive && !flags.quiet);
  await tf.setBackend('cpu');
  const engine = await createEngine(engineOptions(flags));
  const done: FrameworkResult[] = [];
  try {
    for (const row of chosen) {
      const started = performance.now();
      status.show(row.name);
      const measured = await RUNNERS[row.name]({
        engine,
        rng: rng.split(row.name),
        digits,
        signal: stop.signal,
        onStep: (step, of) => status.show(`${row.name}: ${step} of ${of} updates`),
      });
      done.push({ ...row, ...measured, seconds: (performance.now() - started) / 1000 });
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    status.clear();
    release();
    await engine.dispose();
  }
  await output.write(
    flags.json
      ? `${JSON.stringify({ seed: flags.seed, ...settingOf(digits), frameworks: done })}\n`
      : done.length === 0
        ? ''
        : frameworksReport(done, heading(flags.seed, digits)),
  );
  if (!stop.signal.aborted) return 0;
  say(`stopped: ${done.length} of ${chosen.length} frameworks were done`);
  return EXIT_INTERRUPTED;
}

function heading(seed: number, digits: Digits | undefined): string {
  return `Table 1 of the paper, ${settingOf(digits).setting}, seed ${seed}`;
}

function settingOf(digits: Digits | undefined): { readonly setting: string } {
  return {
    setting: digits
      ? `quick setting: ${digits.description}, and so few updates that not all figures have settled`
      : 'quick setting: small synthetic data',
  };
}
