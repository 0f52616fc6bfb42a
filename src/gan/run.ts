import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeFileAtomically } from '../files/index.js';
import type { Engine } from '../engine/index.js';
import { checkpointFolder } from './run-folder.js';
import { RESULT_FILE } from '../train/index.js';
import { createPlayers } from './players.js';
import { readEbganCheckpoint } from './checkpoint.js';
import { trainEbgan } from './loop.js';
import type { EbganConfig, GanData, GanKind } from './kinds/index.js';
import { type EbganEvent } from './events.js';
import { lyrebirdVersion } from '../package.js';
import type { ReferenceClassifier } from './reference-classifier.js';
import { measureRun } from './metrics/measure.js';
import { instabilities, type Measures } from './metrics/measures.js';
import { drawRun, drawSamples } from './pictures.js';

/** What a finished run came to: `result.json` in its folder. */
export interface GanResult {
  readonly task: string;
  readonly seed: number;
  readonly steps: number;
  readonly measures: Measures;
  /** What keeps it from counting as stable. */
  readonly problems: readonly string[];
  readonly quick: boolean;
  readonly settings: EbganConfig;
  readonly engine: string;
  readonly version: string;
}

/** An event as it is told: of samples, where the picture is. */
export type GanEvent = Exclude<EbganEvent, { type: 'samples' }> | GanSamplesEvent | GanMeasuredEvent;

export interface GanSamplesEvent {
  readonly type: 'samples';
  readonly step: number;
  readonly path: string;
}

export interface GanMeasuredEvent {
  readonly type: 'measured';
  readonly result: GanResult;
  /** Figures. */
  readonly paths: readonly string[];
}

export interface RunGanOptions<C extends EbganConfig = EbganConfig> {
  readonly kind: GanKind<C>;
  readonly config: C;
  readonly engine: Engine;
  readonly data: GanData;
  /** Of images alone. */
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
 * One run: trains, draws, measures.
 * @returns what it came to; undefined if it was interrupted
 */
export async function runGan<C extends EbganConfig>(options: RunGanOptions<C>): Promise<GanResult | undefined> {
  const { kind, config, engine, data, out, signal, onEvent, overwrite } = options;
  const players = createPlayers(kind, config, data.train.inputShape);
  // What was never begun has nothing to be resumed, and no warning to be given.
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
  })) {
    if (event.type === 'samples') {
      const path = await drawSamples(event.step, event.samples, pictures);
      await onEvent({ type: 'samples', step: event.step, path });
    } else {
      await onEvent(event);
    }
    if (event.type === 'end' && event.reason === 'interrupted') return undefined;
  }
  const there = await readGanResult(out);
  if (there?.steps === config.train.steps && isDeepStrictEqual(there.settings.measure, config.measure)) return there;
  signal.throwIfAborted();
  const checkpoint = (await readEbganCheckpoint(checkpointFolder(out)))!;
  const { curve } = checkpoint.content.progress;
  const measured = await measureRun({ ...options, players, state: checkpoint.state, curve });
  signal.throwIfAborted();
  const paths = await drawRun(measured, curve, pictures);
  const result: GanResult = {
    task: config.task,
    seed: config.seed,
    steps: config.train.steps,
    measures: measured.measures,
    problems: instabilities(measured.measures, config.loss.margin),
    quick: options.quick,
    settings: config,
    engine: engine.description,
    version: lyrebirdVersion(),
  };
  await writeFileAtomically(join(out, RESULT_FILE), `${JSON.stringify(result, undefined, 2)}\n`);
  await onEvent({ type: 'measured', result, paths });
  return result;
}

/** The result of an earlier run; undefined if there is none, or it is not whole. */
export async function readGanResult(out: string): Promise<GanResult | undefined> {
  const text = await readFile(join(out, RESULT_FILE), 'utf8').catch(() => undefined);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as GanResult);
  } catch {
    return undefined;
  }
}
