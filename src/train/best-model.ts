import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest, readModelFolder, writeModelFolder } from './checkpoint/index.js';
import { BEST_FOLDER, PREVIOUS_BEST_FOLDER } from './run-files.js';

/*
 * A run may end within an epoch, at `train.maxSteps` or at a number of steps, and its last model may be the best. If
 * the run is continued beyond that step, the epoch is reported again in full and its early end no longer counts. The
 * best model before it is therefore kept.
 */

/** Copies the best model of a run, saved at the given step, before the model of a partial epoch replaces it. */
export async function keepPreviousBest(out: string, step: number): Promise<void> {
  const best = join(out, BEST_FOLDER);
  if ((await stepOf(best)) === step) await copyModel(best, join(out, PREVIOUS_BEST_FOLDER));
}

/**
 * Puts the best model back if a partial epoch has replaced it.
 * @param step at which the best model of the run was saved; undefined if there is none yet
 */
export async function restorePreviousBest(out: string, step: number | undefined): Promise<void> {
  const [best, previous] = [join(out, BEST_FOLDER), join(out, PREVIOUS_BEST_FOLDER)];
  if (step === undefined || (await stepOf(previous)) !== step) return;
  if ((await stepOf(best)) !== step) await copyModel(previous, best);
  await rm(previous, { recursive: true, force: true });
}

async function stepOf(folder: string): Promise<number | undefined> {
  return (await readManifest(folder).catch(() => undefined))?.step;
}

async function copyModel(from: string, to: string): Promise<void> {
  const { manifest, parameters } = await readModelFolder(from);
  // The report of the run's end adds novelty again; here it would name a file that is not copied.
  const {
    format: _format,
    formatVersion: _version,
    weights: _weights,
    resume: _resume,
    novelty: _novelty,
    ...content
  } = manifest;
  await writeModelFolder(to, content, parameters);
}
