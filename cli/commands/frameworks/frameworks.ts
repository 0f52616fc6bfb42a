import { join } from 'node:path';
import { makeFolder, writeFileAtomically } from '../../../src/files/index.js';
import { createEngine } from '../../../src/engine/index.js';
import { EXIT_INTERRUPTED } from '../../../src/errors.js';
import { tf } from '../../../src/ops/index.js';
import { createRng, type Rng } from '../../../src/rng.js';
import { engineOptions, type CommonOptions, type EngineFlags } from '../../options/common-options.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { duration } from '../../ui/words.js';
import { createStatusLine } from '../../ui/status-line.js';
import { results, say } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';
import { type Digits, type FrameworkResult, openDigits, type Picture } from '../../../src/paper/frameworks/index.js';
import { frameworksReport } from './report.js';
import { FRAMEWORKS, type FrameworkName, type FrameworkRow } from '../../../src/paper/frameworks/names.js';
import { RUNNERS } from '../../../src/paper/frameworks/rows/index.js';

/** Options of `lyrebird frameworks`. */
export interface FrameworksFlags extends CommonOptions, EngineFlags {
  readonly data?: string;
  readonly examples: number;
  readonly seed: number;
  readonly out?: string;
  readonly json?: true;
}

/** What a run has come to, finished or not. */
interface Report {
  readonly seed: number;
  readonly setting: string;
  readonly frameworks: readonly FrameworkResult[];
}

interface Done {
  readonly result: FrameworkResult;
  readonly picture: Picture | undefined;
}

/** Runs the command. @returns the exit code */
export async function runFrameworks(names: readonly FrameworkName[], flags: FrameworksFlags): Promise<number> {
  const chosen = FRAMEWORKS.filter(({ name }) => names.length === 0 || names.includes(name));
  const stop = new AbortController();
  const release = onInterrupt(() => stop.abort());
  try {
    const rng = createRng(flags.seed);
    const { data, examples } = flags;
    const digits = data === undefined ? undefined : await openDigits(data, { examples, rng: rng.split('digits') });
    const done = await runAll(chosen, { flags, rng, digits, signal: stop.signal });
    const report = { seed: flags.seed, setting: settingOf(digits), frameworks: done.map(({ result }) => result) };
    await results.write(flags.json ? `${JSON.stringify(report)}\n` : textOf(report));
    if (flags.out !== undefined && done.length > 0) await writeAll(flags.out, report, done);
    if (!stop.signal.aborted) return 0;
    say(`stopped: ${done.length} of ${chosen.length} frameworks were done`);
    return EXIT_INTERRUPTED;
  } finally {
    release();
  }
}

interface RunAllOptions {
  readonly flags: FrameworksFlags;
  readonly rng: Rng;
  readonly digits: Digits | undefined;
  readonly signal: AbortSignal;
}

/** One framework after the other, until all are done or the signal fires. */
async function runAll(
  chosen: readonly (FrameworkRow & { readonly name: FrameworkName })[],
  { flags, rng, digits, signal }: RunAllOptions,
): Promise<readonly Done[]> {
  const { interactive } = setUpTerminal(flags.color);
  const status = createStatusLine(interactive && !flags.quiet);
  await tf.setBackend('cpu');
  const engine = await createEngine(engineOptions(flags));
  const done: Done[] = [];
  try {
    for (const row of chosen) {
      const started = performance.now();
      status.show(row.name);
      const { picture, ...measured } = await RUNNERS[row.name]({
        ...{ engine, digits, signal },
        rng: rng.split(row.name),
        onStep: (step, of) => status.show(`${row.name}: ${step} of ${of} updates`),
      });
      const seconds = (performance.now() - started) / 1000;
      done.push({ result: { ...row, ...measured, seconds }, picture });
      if (!interactive && !flags.quiet) say(`${row.name}: done in ${duration(seconds)}`);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    status.clear();
    await engine.dispose();
  }
  return done;
}

function textOf({ seed, setting, frameworks }: Report): string {
  return frameworks.length === 0 ? '' : frameworksReport(frameworks, `Table 1 of the paper, ${setting}, seed ${seed}`);
}

function settingOf(digits: Digits | undefined): string {
  return digits
    ? `quick setting: ${digits.description}, and so few updates that not all figures have settled`
    : 'quick setting: small synthetic data';
}

/** The figures, and what was printed as `frameworks.json`. */
async function writeAll(folder: string, report: Report, done: readonly Done[]): Promise<void> {
  // Charts take a while to load, and most runs draw none.
  const [{ writeFigure }, { figureOf }] = await Promise.all([
    import('../../../src/figures/index.js'),
    import('../../../src/paper/frameworks/index.js'),
  ]);
  await makeFolder(folder);
  await writeFileAtomically(join(folder, 'frameworks.json'), `${JSON.stringify(report, null, 2)}\n`);
  for (const { result, picture } of done) {
    if (picture) await writeFigure(folder, result.name, figureOf(result.title, result.data, picture));
  }
}
