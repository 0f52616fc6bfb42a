import { createEngine } from '../engine/index.js';
import { ConfigError } from '../errors.js';
import type { OpenDataOptions } from '../train/index.js';
import { openReferenceClassifier } from './reference-classifier.js';
import { type EbganConfig, type GanKind, imageGans, type ImageGanConfig } from './kinds/index.js';
import { runGan, type GanEvent, type GanResult } from './run.js';
import { checkEbganFolder } from './run-folder.js';
import { seedFolder, writeSummary } from './summary.js';

/** Runs of one experiment, which differ in nothing but their seeds. */
export interface GanExperimentOptions<C extends EbganConfig = EbganConfig> extends OpenDataOptions {
  readonly kind: GanKind<C>;
  /** A configuration for each seed; data, engine and judge are those of the first. */
  readonly configs: readonly C[];
  /** Folder of the experiment: a folder for each seed below it, `summary.csv`, of images the classifier that judges. */
  readonly out: string;
  /** Goes on with what is in `out`, and begins what is not. */
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  /** Noted with the results: that they show that it works, not how well. */
  readonly quick?: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: (event: GanEvent) => Promise<void>;
  /** Takes lines about what is done beside the runs. */
  readonly tell?: (line: string) => void;
}

/**
 * Trains, draws and measures a run for each seed, one after another, and writes `summary.csv` after each. Runs on images are judged by one
 * classifier.
 * @returns what the runs came to; undefined if one was interrupted: everything is saved
 * @throws OutputError, before anything is read, if a folder holds a run that is neither to be resumed nor overwritten
 * @throws the signal's reason, if it fires before training has begun
 */
export async function runGanExperiment<C extends EbganConfig>(
  experiment: GanExperimentOptions<C>,
): Promise<readonly GanResult[] | undefined> {
  const { kind, configs, out, resume = false, overwrite = false, quick = false, signal, onEvent } = experiment;
  const { ffmpeg, onWarning, onLoading, tell = () => undefined } = experiment;
  const first = configs[0];
  if (first === undefined) throw new ConfigError('no configurations: expected one for each seed');
  const folderOf = ({ seed }: C): string => seedFolder(out, seed);
  for (const config of configs) await checkEbganFolder(folderOf(config), { resume, overwrite });

  const data = await kind.openData(first, {
    ...{ signal, ffmpeg },
    ...(onWarning && { onWarning }),
    ...(onLoading && { onLoading }),
  });
  for (const message of data.warnings) onWarning?.({ message });
  signal.throwIfAborted();
  const engine = await createEngine(first.engine);
  try {
    const judge = isOfImages(first) ? { config: first, engine, data, out, overwrite, signal, tell } : undefined;
    const classifier = judge && (await openReferenceClassifier(judge));
    const done: GanResult[] = [];
    for (const config of configs) {
      const run = { kind, config, engine, data, classifier, resume, overwrite, quick, signal, onEvent };
      const result = await runGan({ ...run, out: folderOf(config) });
      if (!result) return undefined;
      done.push(result);
      await writeSummary(out);
    }
    await classifier?.predictor.dispose();
    return done;
  } finally {
    await engine.dispose();
  }
}

function isOfImages(config: EbganConfig): config is ImageGanConfig {
  return config.kind === imageGans.name;
}
