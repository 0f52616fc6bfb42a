import { ConfigError, EXIT_INTERRUPTED } from '../../../src/errors.js';
import { runFrameworks, writeFrameworks, type FrameworksReport } from '../../../src/paper/frameworks/index.js';
import type { FrameworkName } from '../../../src/paper/frameworks/names.js';
import { engineOptions, type CommonOptions, type EngineFlags } from '../../options/common-options.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { duration } from '../../ui/words.js';
import { createStatusLine } from '../../ui/status-line.js';
import { results, say } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';
import { frameworksReport } from './report.js';

/** Options of `lyrebird frameworks`. */
export interface FrameworksFlags extends CommonOptions, EngineFlags {
  readonly data?: string;
  readonly examples?: number;
  readonly seed: number;
  readonly out?: string;
  readonly json?: true;
}

/**
 * Runs `lyrebird frameworks`.
 * @returns the exit code
 * @throws ConfigError if `examples` is given without `data`
 */
export async function frameworks(names: readonly FrameworkName[], flags: FrameworksFlags): Promise<number> {
  const { seed, data, examples, quiet, out } = flags;
  if (examples !== undefined && data === undefined) throw new ConfigError('--examples needs --data');
  const { interactive } = setUpTerminal(flags.color);
  const status = createStatusLine(interactive && !quiet);
  const stop = new AbortController();
  const release = onInterrupt(() => stop.abort());
  try {
    const run = await runFrameworks({
      ...engineOptions(flags),
      ...{ names, seed, signal: stop.signal },
      ...(examples !== undefined && { examples }),
      ...(data !== undefined && { data }),
      onStart: (name) => status.show(name),
      onStep: (name, done, of) => status.show(`${name}: ${done} of ${of} updates`),
      onDone({ name, seconds }) {
        if (!interactive && !quiet) say(`${name}: done in ${duration(seconds)}`);
      },
    }).finally(() => status.clear());
    const { report, requested } = run;
    const done = report.frameworks.length;
    await results.write(flags.json ? `${JSON.stringify(report)}\n` : textOf(report));
    if (out !== undefined && done > 0) await writeFrameworks(out, run);
    if (!stop.signal.aborted) return 0;
    say(`interrupted: ${done} of ${requested} frameworks finished`);
    return EXIT_INTERRUPTED;
  } finally {
    release();
  }
}

function textOf({ seed, setting, partialData, frameworks: rows }: FrameworksReport): string {
  const heading = [`Table 1 of the paper, ${setting}, seed ${seed}`, ...partialData].join('\n');
  return rows.length === 0 ? '' : frameworksReport(rows, heading);
}
