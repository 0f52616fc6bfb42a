import { setMaxListeners } from 'node:events';
import { freemem } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { pickEngine, type EngineOptions } from '../engine/index.js';
import type { FoldRunner } from './options.js';
import { FOLDS_FOLDER, hasResult, runConfigFile } from './run-files.js';

export interface SideBySideOptions {
  /** Number of folds. */
  readonly count: number;
  /** Folder of the run, with its configuration. */
  readonly out: string;
  /** Engine of the run, whose threads the folds share. */
  readonly engine: EngineOptions;
  readonly runner: FoldRunner;
  readonly stop: AbortSignal;
  /** Called with the number of steps that all folds have done, and of those in one fold. */
  readonly onSteps: (done: number, steps: number) => void;
  /** Called with a line for the user if a process failed. */
  readonly onFailure: (message: string) => void;
}

/** Folder of a fold, counted from 1. */
export function foldFolder(out: string, fold: number): string {
  return join(out, FOLDS_FOLDER, String(fold));
}

/**
 * Trains the folds that are not finished in processes of their own, as many at a time as there are threads and memory:
 * preparing batches takes one thread per process, whatever the engine has, and each process loads the data. What a
 * failed process leaves, or all if only one would fit, is for the caller to finish.
 */
export async function trainFoldsSideBySide(options: SideBySideOptions): Promise<void> {
  const { count, out, engine, runner, stop, onSteps, onFailure } = options;
  const { threads, shards, device } = pickEngine(engine);
  const folds = Array.from({ length: count }, (_, index) => index + 1);
  const open: number[] = [];
  for (const fold of folds) if (!(await hasResult(foldFolder(out, fold)))) open.push(fold);
  const width = Math.min(open.length, threads, processesThatFit());
  // A graphics card is one, however many processes share it.
  if (width < 2 || (device !== 'auto' && device !== 'cpu')) return;
  setMaxListeners(0, stop);
  const limit = pLimit(width);
  const steps = new Map<number, number>();
  await Promise.all(
    open.map((fold) =>
      limit(async () => {
        if (stop.aborted) return;
        const share = Math.floor(threads / width);
        const run = { fold, folder: foldFolder(out, fold), configFile: runConfigFile(out), threads: share, shards };
        try {
          await runner(run, stop, (step, total) => {
            steps.set(fold, step);
            onSteps(
              [...steps.values()].reduce((sum, done) => sum + done, 0),
              total,
            );
          });
        } catch (error) {
          onFailure(`fold ${fold}: its process failed, and it is trained here: ${(error as Error).message}`);
        }
      }),
    ),
  );
}

/** How many processes fit into memory beside this one, if each takes as much as it. */
function processesThatFit(): number {
  // Node 20.13 and later.
  const { availableMemory = freemem } = process as { readonly availableMemory?: () => number };
  return Math.floor(availableMemory() / process.memoryUsage.rss());
}
