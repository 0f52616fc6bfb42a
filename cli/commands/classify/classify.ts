import { posix } from 'node:path';
import type { Engine } from '../../../src/engine/index.js';
import { EXIT_SOME_FILES_FAILED } from '../../../src/errors.js';
import { givenEngineOptions, type CommonOptions, type EngineFlags } from '../../options/common-options.js';
import type { LeftOut } from '../../../audio/files/index.js';
import { createGarbageCollection } from '../../collect-garbage.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { count, duration, plural } from '../../ui/words.js';
import { createStatusLine } from '../../ui/status-line.js';
import { results, say, stoppedExitCode, type ResultStream } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';
import {
  classifyAll,
  createClassifier,
  type Classifier,
  type ClassifyRunSummary,
  type RecordingClassifier,
} from '../../../audio/classify/index.js';
import {
  findRecordings,
  openResultsFolder,
  type CombinedResults,
  type Recording,
  type ResultsFolder,
  type ResultsFolderOptions,
} from '../../../audio/results/index.js';
import { type FolderMetadata, readFolderMetadata } from '../../../audio/metadata/index.js';
import { checkTimezone, recordedAt } from '../../../audio/origin/index.js';
import { seasonSummary, type SeasonOptions } from '../../../audio/season/index.js';
import { namesInMetadata, readTaxonomy, speciesNames } from '../../../audio/taxonomy/index.js';
import { lyrebirdVersion } from '../../../src/package.js';
import { commandFormat, type CommandFormat } from './formats.js';
import type { ChannelChoice } from '../../../audio/classify/names.js';
import type { UnknownChoice } from '../../../audio/novelty/names.js';
import type { Thresholds } from '../../options/parsers.js';
import { createProgressDisplay } from './progress.js';
import { repeatedWarnings } from './repeated-warnings.js';
import { PROBABILITY_NOTE } from './table.js';

/** Options of `lyrebird classify`. */
export interface ClassifyFlags extends CommonOptions, EngineFlags {
  readonly model: string;
  readonly format?: CommandFormat;
  readonly allSegments?: true;
  readonly threshold?: Thresholds;
  readonly top?: number;
  readonly byLoudness?: boolean;
  readonly context?: number;
  readonly unknown?: UnknownChoice;
  readonly channel: ChannelChoice;
  readonly out?: string;
  readonly overwrite?: true;
  readonly ffmpeg?: string;
  readonly timezone?: string;
  readonly parquet?: true;
  readonly excel?: true;
  readonly taxonomy?: string;
  readonly clips?: number;
  readonly queue?: string;
}

/**
 * Runs `lyrebird classify`.
 * @param engine starting since before this code was loaded
 * @returns the exit code
 */
export async function classify(
  paths: readonly string[],
  flags: ClassifyFlags,
  engine: Promise<Engine>,
): Promise<number> {
  if (flags.timezone !== undefined) checkTimezone(flags.timezone);
  const leftOut: LeftOut[] = [];
  const recordings = await findRecordings(paths, {
    onLeftOut: (path, reason) => {
      leftOut.push({ path, reason });
      say(`lyrebird: ${path}: ${reason}`);
    },
  });
  const dated = flags.out !== undefined || flags.timezone !== undefined;
  const metadata = await readFolderMetadata(
    dated || flags.format === 'birdnet' ? paths : [],
    recordings.map(({ path }) => path),
  );
  const taxonomy = flags.taxonomy === undefined ? [] : await readTaxonomy(flags.taxonomy);
  const names = speciesNames([namesInMetadata(metadata.rows.values()), taxonomy]);
  // Without a format, a results folder holds what concerns all recordings.
  const formatName = flags.format ?? (flags.out === undefined ? 'table' : undefined);
  const format = formatName && (await commandFormat(formatName));
  const classifier = await createClassifier(flags.model, givenEngineOptions(flags), engine);
  const stop = new AbortController();
  const release = onInterrupt(() => stop.abort());
  results.closed.addEventListener('abort', () => stop.abort());
  const { interactive } = setUpTerminal(flags.color);
  const status = createStatusLine(interactive && !flags.quiet);
  const note = (line: string): void => {
    status.clear();
    say(line);
  };
  const stream: ResultStream = {
    closed: results.closed,
    write: (text) => {
      status.clear();
      return results.write(text);
    },
  };
  const render = {
    bandHz: classifier.bandHz,
    names,
    nameModel: flags.out !== undefined,
    ...(flags.top === undefined ? {} : { top: flags.top }),
  };
  const collectGarbage = createGarbageCollection();
  const began = performance.now();
  const elapsedSeconds = (): number => (performance.now() - began) / 1000;
  const warnings = repeatedWarnings(note);
  for (const warning of metadata.warnings) note(`warning: ${warning}`);
  const display = createProgressDisplay({
    ...{ recordings: recordings.length, interactive, status },
    note: flags.quiet ? () => undefined : note,
    clock: elapsedSeconds,
  });
  let folder: ResultsFolder | undefined;
  try {
    const { model } = classifier;
    const thresholds = classifier.thresholds(flags.threshold);
    const output = { ...(format && { format }), render, model, thresholds, onWait: note, signal: stop.signal };
    folder = await folderFor(flags, output, {
      names,
      onProgress: (done, all) => status.show(() => `cutting clips: ${done} of ${plural(all, 'recording')}`),
    });
    await using queue =
      flags.queue === undefined ? undefined : await openQueue(flags.queue, { classifier, note, stop });
    const summary = await classifyAll({
      recordings,
      classifier,
      ...(format && { format }),
      render,
      ...(dated && { originOf: originReader(flags.timezone, metadata.rows) }),
      ...detectionFlags(flags),
      channel: flags.channel,
      allSegments: flags.allSegments ?? false,
      ...(flags.ffmpeg === undefined ? {} : { ffmpeg: flags.ffmpeg }),
      ...(folder === undefined ? {} : { folder }),
      ...(queue && { recordingClassifier: queue }),
      stream,
      signal: stop.signal,
      onFailure: (file, reason) => note(`lyrebird: ${file}: ${reason}`),
      onWarning: (file, message) => warnings.add(file, message),
      onProgress: (progress) => {
        collectGarbage();
        display.show(progress);
      },
    });
    warnings.finish();
    await finish(folder, flags, { ...summary, leftOut }, elapsedSeconds(), note);
    return summary.failed + leftOut.length > 0 ? EXIT_SOME_FILES_FAILED : 0;
  } catch (error) {
    status.clear();
    warnings.finish();
    if (!stop.signal.aborted) throw error;
    await folder?.combine(leftOut);
    if (!results.closed.aborted) {
      say(folder ? 'interrupted; run the same command again to classify the rest' : 'interrupted');
    }
    return stoppedExitCode();
  } finally {
    release();
    status.clear();
    await folder?.close();
    await classifier.dispose();
  }
}

/** Has the recordings classified by workers. */
async function openQueue(
  address: string,
  { classifier, note, stop }: { classifier: Classifier; note: (line: string) => void; stop: AbortController },
): Promise<RecordingClassifier & AsyncDisposable> {
  const { createQueueClassifier } = await import('../../../audio/classify/queue/index.js');
  const { model } = classifier;
  return createQueueClassifier({ address, model, warn: (line) => note(`warning: ${line}`), stop: stop.signal });
}

/** When and where recordings were made: the nearest folder below the common one may name the site. */
function originReader(timezone: string | undefined, metadata: FolderMetadata['rows']) {
  return ({ path, key }: Recording) =>
    recordedAt(path, { timezone, subfolder: posix.dirname(key), metadata: metadata.get(path) });
}

/** The flags that replace the model's own settings of detection. */
function detectionFlags({ threshold, byLoudness, context, unknown }: ClassifyFlags) {
  return {
    ...(threshold?.threshold !== undefined && { threshold: threshold.threshold }),
    ...(threshold?.thresholds !== undefined && { thresholds: threshold.thresholds }),
    ...(byLoudness !== undefined && { byLoudness }),
    ...(context !== undefined && { contextSeconds: context }),
    ...(unknown !== undefined && { unknown }),
  };
}

async function folderFor(
  flags: ClassifyFlags,
  output: Pick<ResultsFolderOptions, 'format' | 'render' | 'model' | 'thresholds' | 'onWait' | 'signal'>,
  season: Pick<SeasonOptions, 'names' | 'onProgress'>,
): Promise<ResultsFolder | undefined> {
  const { out, overwrite, allSegments, channel, top, parquet, excel = false } = flags;
  if (out === undefined) return undefined;
  const settings = { ...detectionFlags(flags), channel, ...(top !== undefined && { top }) };
  return openResultsFolder({
    folder: out,
    ...output,
    summary: seasonSummary({
      ...season,
      version: lyrebirdVersion(),
      excel,
      ...(parquet && { parquet }),
      clips: flags.clips,
      model: flags.model,
      ffmpeg: flags.ffmpeg,
      signal: output.signal,
      onWarning: (line) => output.onWait?.(`warning: ${line}`),
    }),
    settings,
    overwrite: overwrite ?? false,
    allSegments: allSegments ?? false,
  });
}

interface CommandSummary extends ClassifyRunSummary {
  /** Files and folders that were not even tried. */
  readonly leftOut: readonly LeftOut[];
}

async function finish(
  folder: ResultsFolder | undefined,
  flags: ClassifyFlags,
  summary: CommandSummary,
  seconds: number,
  note: (line: string) => void,
): Promise<void> {
  const combined = await folder?.combine(summary.leftOut);
  if (combined && combined.leftOut > 0) note(leftOutText(flags.out!, combined));
  if (flags.quiet) return;
  if (!folder && !flags.allSegments && (flags.format ?? 'table') === 'table') PROBABILITY_NOTE.forEach(note);
  note(summaryText(summary, seconds));
  if (combined) note(`${combined.path ?? flags.out!} holds ${plural(combined.recordings, 'recording')}`);
}

function leftOutText(folder: string, { path = folder, leftOut }: CombinedResults): string {
  return (
    `warning: ${path}: results of ${plural(leftOut, 'other recording')} in this folder are not in it, because they ` +
    'were made with other settings or are damaged: classify those again as well, or choose another --out'
  );
}

function summaryText(summary: CommandSummary, seconds: number): string {
  const parts = [`${plural(summary.classified, 'recording')} classified`];
  if (summary.skipped > 0) parts.push(`${count(summary.skipped)} already finished`);
  if (summary.failed > 0) parts.push(`${count(summary.failed)} failed`);
  if (summary.leftOut.length > 0) parts.push(`${count(summary.leftOut.length)} left out`);
  if (summary.classified === 0) return parts.join(', ');
  const speed = `${count(summary.seconds / seconds)} times real time`;
  return `${parts.join(', ')}: ${duration(summary.seconds)} of audio in ${duration(seconds)}, ${speed}`;
}
