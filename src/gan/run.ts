import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { lockFolder, writeFileAtomically } from '../files/index.js';
import type { Engine } from '../engine/index.js';
import { checkpointFolder, EBGAN_ENTRIES } from './run-folder.js';
import { discardPreviousRun, RESULT_FILE, setAsidePreviousRun } from '../train/index.js';
import { createPlayers } from './players.js';
import { readEbganCheckpoint } from './checkpoint.js';
import { trainEbgan } from './loop.js';
import type { EbganConfig, GanData, GanKind } from './kinds/index.js';
import { type EbganEvent } from './events.js';
import { lyrebirdVersion } from '../package.js';
import type { ReferenceClassifier } from './reference-classifier.js';
import { measureRun } from './metrics/measure.js';
import { instabilities } from './metrics/measures.js';
import { drawRun, drawSamples } from './pictures.js';
import { type GanResult, readGanResult } from './result.js';

/** Events of a run: those of training, with the path of the picture instead of the samples, and `measured`. */
export type GanEvent = Exclude<EbganEvent, { type: 'samples' }> | GanSamplesEvent | GanMeasuredEvent;

export interface GanSamplesEvent {
  readonly type: 'samples';
  readonly step: number;
  readonly path: string;
}

export interface GanMeasuredEvent {
  readonly type: 'measured';
  readonly result: GanResult;
  /** Paths of the figures. */
  readonly paths: readonly string[];
}

export interface RunGanOptions<C extends EbganConfig = EbganConfig> {
  readonly kind: GanKind<C>;
  readonly config: C;
  readonly engine: Engine;
  readonly data: GanData;
  /** Only for images. */
  readonly classifier: ReferenceClassifier | undefined;
  /** Folder of the run. */
  readonly out: string;
  readonly resume: boolean;
  readonly overwrite: boolean;
  readonly quick: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: (event: GanEvent) => Promise<void>;
}

/**
 * Trains one run, draws its figures and measures it. Its folder is locked meanwhile.
 * @returns its result; undefined if it was interrupted
 */
export async function runGan<C extends EbganConfig>(options: RunGanOptions<C>): Promise<GanResult | undefined> {
  const { kind, config, engine, data, out, signal, onEvent, overwrite } = options;
  const players = createPlayers(kind, config, data.train.inputShape);
  await using lock = await lockFolder(out);
  if (overwrite) await setAsidePreviousRun(out, EBGAN_ENTRIES);
  // A run that never started is started without the warning that there is nothing to resume.
  const resume = options.resume && (await readEbganCheckpoint(checkpointFolder(out))) !== undefined;
  const pictures = { config, engine, data, out };
  for await (const event of trainEbgan({
    config,
    kind,
    engine,
    players,
    dataset: data.train,
    out,
    resume,
    overwrite,
    signal,
    lock,
  })) {
    if (event.type === 'samples') {
      const path = await drawSamples(event.step, event.samples, pictures);
      await onEvent({ type: 'samples', step: event.step, path });
    } else {
      await onEvent(event);
    }
    if (event.type === 'end' && event.reason === 'interrupted') return undefined;
  }
  const earlier = await readGanResult(out);
  const checkpoint = (await readEbganCheckpoint(checkpointFolder(out)))!;
  // A run that is resumed with fewer steps than it had keeps those.
  const { curve, step: steps } = checkpoint.content.progress;
  if (earlier?.steps === steps && isDeepStrictEqual(earlier.settings.measure, config.measure)) return earlier;
  signal.throwIfAborted();
  const measured = await measureRun({ ...options, players, state: checkpoint.state, curve });
  signal.throwIfAborted();
  await lock.assertHeld();
  const paths = await drawRun(measured, curve, pictures);
  const result: GanResult = {
    task: config.task,
    seed: config.seed,
    steps,
    measures: measured.measures,
    problems: instabilities(measured.measures, config.loss.margin),
    quick: options.quick,
    settings: config,
    engine: engine.description,
    version: lyrebirdVersion(),
  };
  await lock.assertHeld();
  await writeFileAtomically(join(out, RESULT_FILE), `${JSON.stringify(result, undefined, 2)}\n`);
  await discardPreviousRun(out);
  await onEvent({ type: 'measured', result, paths });
  return result;
}
