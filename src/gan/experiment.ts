import { createEngine, threadsNotice } from '../engine/index.js';
import { ConfigError } from '../errors.js';
import type { OpenDataOptions } from '../train/index.js';
import { openReferenceClassifier } from './reference-classifier.js';
import { type EbganConfig, type GanKind, imageGans, type ImageGanConfig } from './kinds/index.js';
import type { GanResult } from './result.js';
import { runGan, type GanEvent } from './run.js';
import { checkEbganFolder } from './run-folder.js';
import { seedFolder, writeSummary } from './summary.js';

/** An experiment: several runs that differ only in their seeds. */
export interface GanExperimentOptions<C extends EbganConfig = EbganConfig> extends OpenDataOptions {
  readonly kind: GanKind<C>;
  /** One configuration per seed; data, engine and reference classifier are set up from the first. */
  readonly configs: readonly C[];
  /** Folder of the experiment: one folder per seed, `summary.csv`, and for images the reference classifier. */
  readonly out: string;
  /** Resumes the runs that exist in `out`, and starts those that do not. */
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  /** Recorded with the results: the settings show that training works, not how well. */
  readonly quick?: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: (event: GanEvent) => Promise<void>;
  /** Receives log lines about work other than the runs. */
  readonly log?: (line: string) => void;
}

/**
 * Trains, draws and measures one run per seed, in sequence, and updates `summary.csv` after each. All runs on images
 * are scored by the same reference classifier.
 * @returns the results; undefined if a run was interrupted, with everything saved
 * @throws OutputError, before any data is read, if a folder holds a run and neither `resume` nor `overwrite` is set
 * @throws the signal's reason, if it is aborted before training starts
 */
export async function runGanExperiment<C extends EbganConfig>(
  experiment: GanExperimentOptions<C>,
): Promise<readonly GanResult[] | undefined> {
  const { kind, configs, out, resume = false, overwrite = false, quick = false, signal, onEvent } = experiment;
  const { ffmpeg, onWarning, onLoading, log = () => undefined } = experiment;
  const first = configs[0];
  if (first === undefined) throw new ConfigError('configurations: expected at least one (one per seed), got none');
  const folderOf = ({ seed }: C): string => seedFolder(out, seed);
  for (const config of configs) await checkEbganFolder(folderOf(config), { resume, overwrite });

  const data = await kind.openData(first, {
    ...{ signal, ffmpeg },
    ...(onWarning && { onWarning }),
    ...(onLoading && { onLoading }),
  });
  const notice = threadsNotice(first.engine);
  for (const message of [...data.warnings, ...(notice === undefined ? [] : [notice])]) onWarning?.({ message });
  signal.throwIfAborted();
  const engine = await createEngine(first.engine);
  try {
    const classifierOptions = isImageConfig(first)
      ? { config: first, engine, data, out, overwrite, signal, log }
      : undefined;
    const classifier = classifierOptions && (await openReferenceClassifier(classifierOptions));
    const results: GanResult[] = [];
    for (const config of configs) {
      const run = { kind, config, engine, data, classifier, resume, overwrite, quick, signal, onEvent };
      const result = await runGan({ ...run, out: folderOf(config) });
      if (!result) return undefined;
      results.push(result);
      await writeSummary(out);
    }
    await classifier?.predictor.dispose();
    return results;
  } finally {
    await engine.dispose();
  }
}

function isImageConfig(config: EbganConfig): config is ImageGanConfig {
  return config.kind === imageGans.name;
}
