import { arch, cpus } from 'node:os';
import {
  type CompiledProgram,
  type Engine,
  type EngineOptions,
  pickEngine,
  prepared,
  traceProgram,
} from '../../src/engine/index.js';
import { loadModel, type ModelFolder } from '../../src/train/checkpoint/index.js';
import { audioSettingsOf } from '../audio-settings.js';
import { modelIdentity, type Band, type ModelIdentity } from '../results/index.js';
import type { SegmentSettings } from '../segments/index.js';
import { classifierProgram } from './classifier-program.js';
import { readSavedProgram, saveProgram, type TracedClassifier } from './saved-program.js';
import { spanPreparation, type SpanInputSettings } from './span-inputs.js';

/** The network of a model folder, ready to be loaded into engines. */
export interface Network {
  readonly folder: ModelFolder;
  readonly settings: SegmentSettings;
  readonly model: ModelIdentity;
  readonly batchSize: number;
  readonly bandHz: Band;
  /** Engine, device and processor that compute the outputs: others round differently. */
  readonly engine: string;
  /** Loads the network and the preparation of its inputs into an engine. */
  load(engine: Engine): Promise<CompiledProgram>;
}

/**
 * Opens a model folder.
 * @param path run folder or model folder
 * @throws CheckpointError if the folder contains no model for recordings, or a damaged one
 */
export async function openNetwork(path: string, engineOptions: EngineOptions): Promise<Network> {
  const folder = await loadModel(path);
  const settings = audioSettingsOf(folder);
  const model = modelIdentity(folder, settings);
  const { engine, device } = pickEngine(engineOptions);
  const opened = { folder, settings, model, engine: [engine, device, arch(), cpus()[0]?.model ?? ''].join(' ') };
  if (engine === 'eager') {
    const { program, spans } = await classifierProgram(folder, settings);
    const load = async (started: Engine) => prepared(await started.compile(program), spanPreparation(spans));
    return { ...opened, batchSize: spans.batchSize, bandHz: bandOf(spans), load };
  }
  const { program, spans } = await tracedClassifier(folder, model.fingerprint, settings);
  const load = (started: Engine) => started.load!(program, spanPreparation(spans));
  return { ...opened, batchSize: spans.batchSize, bandHz: bandOf(spans), load };
}

/**
 * Identifies the model of a folder as it is now.
 * @param path run folder or model folder
 * @throws CheckpointError if the folder contains no model for recordings, or a damaged one
 */
export async function readModelIdentity(path: string): Promise<ModelIdentity> {
  const folder = await loadModel(path);
  return modelIdentity(folder, audioSettingsOf(folder));
}

/** The frequencies of the model's front end; for a model that reads samples, all. */
function bandOf({ segments, frames }: SpanInputSettings): Band {
  const { lowHz, highHz } = frames?.mel ?? { lowHz: 0, highHz: segments.sampleRateHz / 2 };
  return { lowHz, highHz };
}

/** Returns the model's traced program: the saved one, or a new one, which is saved. */
async function tracedClassifier(
  folder: ModelFolder,
  fingerprint: string,
  settings: SegmentSettings,
): Promise<TracedClassifier> {
  const saved = await readSavedProgram(folder.path, fingerprint, settings);
  if (saved) return saved;
  const { program, spans } = await classifierProgram(folder, settings);
  const traced = { program: await traceProgram(program), spans };
  await saveProgram(folder.path, fingerprint, traced);
  return traced;
}
