import { join, posix } from 'node:path';
import {
  classifyAll,
  createClassifier,
  type Classifier,
  type RecordingClassifier,
} from '../../../audio/classify/index.js';
import type { LeftOut } from '../../../audio/files/index.js';
import { type FolderMetadata, readFolderMetadata } from '../../../audio/metadata/index.js';
import { checkTimezone, recordedAt } from '../../../audio/origin/index.js';
import {
  findRecordings,
  type Recording,
  type ResultsFolder,
  type SpeciesThresholds,
} from '../../../audio/results/index.js';
import { namesInMetadata, namesInModel, readTaxonomy, speciesNames } from '../../../audio/taxonomy/index.js';
import type { Engine } from '../../../src/engine/index.js';
import { EXIT_SOME_FILES_FAILED } from '../../../src/errors.js';
import { createGarbageCollection } from '../../collect-garbage.js';
import { givenEngineOptions } from '../../options/common-options.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { results, say, stoppedExitCode } from '../../ui/streams.js';
import { plural } from '../../ui/words.js';
import { type ClassifyFlags, detectionFlags } from './flags.js';
import { commandFormat } from './formats.js';
import { type CommandOutput, createCommandOutput } from './output.js';
import { createProgressDisplay } from './progress.js';
import { repeatedWarnings } from './repeated-warnings.js';
import { resultsFolder } from './results-folder.js';
import { type CommandSummary, otherResultsWarning, outdatedWarning, replacedWarning, summaryText } from './summary.js';
import { probabilityNote } from './table.js';

/** Why a file of results is not replaced. */
const KEPT = 'was changed since it was written, or another program wrote it; kept (--overwrite replaces such files)';
/** Why a recording has no result after an interrupt. */
const STOPPED_BEFORE = 'not classified yet: the run was stopped';

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
  const repeated: { readonly path: string; readonly as: string }[] = [];
  const recordings = await findRecordings(paths, {
    onLeftOut: (path, reason) => {
      leftOut.push({ path, reason });
      say(`lyrebird: ${path}: ${reason}`);
    },
    onRepeated: (path, as) => repeated.push({ path, as }),
  });
  const dated = flags.out !== undefined || flags.timezone !== undefined;
  const metadata = await readFolderMetadata(
    dated || flags.format === 'birdnet' ? paths : [],
    recordings.map(({ path }) => path),
  );
  const taxonomy = flags.taxonomy === undefined ? [] : await readTaxonomy(flags.taxonomy);
  // Without a format, a results folder holds what concerns all recordings.
  const formatName = flags.format ?? (flags.out === undefined ? 'table' : undefined);
  const format = formatName && (await commandFormat(formatName));
  const classifier = await createClassifier(flags.model, givenEngineOptions(flags), engine);
  const names = speciesNames([namesInMetadata(metadata.rows.values()), taxonomy, namesInModel(classifier)]);
  const stop = new AbortController();
  const release = onInterrupt(() => stop.abort());
  results.closed.addEventListener('abort', () => stop.abort());
  const output = createCommandOutput(flags);
  const { note, status } = output;
  const render = {
    bandHz: classifier.bandHz,
    names,
    nameModel: flags.out !== undefined,
    ...(flags.top === undefined ? {} : { top: flags.top }),
  };
  const collectGarbage = createGarbageCollection();
  const began = performance.now();
  const clock = (): number => (performance.now() - began) / 1000;
  const warnings = repeatedWarnings(note);
  for (const { path, as } of repeated) warnings.add(path, `is the same file as "${as}", and counted once`);
  for (const warning of metadata.warnings) note(`warning: ${warning}`);
  const display = createProgressDisplay({
    ...{ recordings: recordings.length, interactive: output.interactive, status, clock },
    note: flags.quiet ? () => undefined : note,
  });
  const onKept = (path: string): void => warnings.add(path, KEPT);
  const replaced: string[] = [];
  const onReplaced = (path: string): void => void replaced.push(path);
  const finishWarnings = (): void => {
    warnings.finish();
    if (replaced.length > 0) note(replacedWarning(replaced.splice(0)));
  };
  let folder: ResultsFolder | undefined;
  try {
    const thresholds = classifier.thresholds({ ...flags.threshold, precision: flags.precision });
    const paths = new Set(recordings.map(({ path }) => path));
    folder = await resultsFolder(
      flags,
      classifier,
      {
        ...{ render, thresholds, paths, onKept, onReplaced, onWait: note, signal: stop.signal },
        ...(format && { format }),
        hasMetadata: (path) => metadata.covered.has(path),
      },
      {
        names,
        onProgress: (done, all) => status.show(() => `cutting clips: ${done} of ${plural(all, 'recording')}`),
      },
    );
    await using queue = flags.queue === undefined ? undefined : await openQueue(flags.queue, classifier, note, stop);
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
      stream: output.stream,
      signal: stop.signal,
      onFailure: (file, reason) => note(`lyrebird: ${file}: ${reason}`),
      onWarning: (file, message) => warnings.add(file, message),
      onProgress: (progress) => {
        collectGarbage();
        display.show(progress);
      },
    });
    finishWarnings();
    await finish(folder, flags, { ...summary, leftOut, elapsedSeconds: clock() }, output, thresholds);
    if (stop.signal.aborted) {
      if (!results.closed.aborted) say('interrupted; run the same command again for the rest of the clips');
      return stoppedExitCode();
    }
    return summary.failed + leftOut.length > 0 ? EXIT_SOME_FILES_FAILED : 0;
  } catch (error) {
    status.clear();
    finishWarnings();
    if (!stop.signal.aborted) throw error;
    const rest = folder?.unfinished(recordings) ?? [];
    await folder?.combine([...leftOut, ...rest.map(({ file }) => ({ path: file, reason: STOPPED_BEFORE }))]);
    if (!results.closed.aborted) {
      const again = flags.overwrite
        ? 'the same command without --overwrite keeps all results of this model and these settings'
        : 'run the same command again to classify the rest';
      say(folder ? `interrupted; ${again}` : 'interrupted');
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
  { model }: Classifier,
  note: (line: string) => void,
  stop: AbortController,
): Promise<RecordingClassifier & AsyncDisposable> {
  const { createQueueClassifier } = await import('../../../audio/classify/queue/index.js');
  return createQueueClassifier({ address, model, warn: (line) => note(`warning: ${line}`), stop: stop.signal });
}

/** When and where recordings were made: the nearest folder below the common one may name the site. */
function originReader(timezone: string | undefined, metadata: FolderMetadata['rows']) {
  return ({ path, key }: Recording) =>
    recordedAt(path, { timezone, subfolder: posix.dirname(key), metadata: metadata.get(path) });
}

/** Writes what concerns all recordings, and says what was done. */
async function finish(
  folder: ResultsFolder | undefined,
  flags: ClassifyFlags,
  summary: CommandSummary,
  { note }: CommandOutput,
  thresholds: SpeciesThresholds,
): Promise<void> {
  const combined = await folder?.combine(summary.leftOut);
  if (combined && combined.leftOut > 0) note(otherResultsWarning(flags.out!, combined));
  for (const file of combined?.outdated ?? []) note(outdatedWarning(file));
  if (flags.quiet) return;
  if (!folder && !flags.allSegments && (flags.format ?? 'table') === 'table')
    probabilityNote(Object.values(thresholds)).forEach(note);
  note(summaryText(summary));
  if (combined) {
    const holds = `${combined.path ?? flags.out!} holds ${plural(combined.recordings, 'recording')}`;
    note(`${holds}; open ${join(flags.out!, 'index.html')} in a browser`);
  }
}
