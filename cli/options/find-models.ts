import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A model of a run, or a model folder. */
interface FoundModel {
  /** Folder to name with --model. */
  readonly folder: string;
  readonly modifiedMs: number;
  readonly isOfImages: boolean;
}

/** Where a folder may hold its model, and the file that describes it. */
const MANIFESTS = ['best/model.json', 'last/model.json', 'model.json'];
/** Folders that hold runs: `runs` is the default of every command that trains. */
const PLACES = ['.', 'runs'];
/** The run in the folder of a demo. */
const DEMO_RUN = 'run';

/**
 * Finds trained models in the working directory and in `runs/`, for messages.
 * @returns their folders, the newest first
 */
export function findModels(cwd: string, isWanted: (model: { readonly isOfImages: boolean }) => boolean): string[] {
  // `runs` is also a folder in the working directory, and `runs/run` may be its demo.
  const folders = new Set(PLACES.flatMap((place) => foldersIn(cwd, place)));
  return [...folders]
    .flatMap((folder) => modelIn(cwd, folder) ?? [])
    .filter(isWanted)
    .sort((a, b) => b.modifiedMs - a.modifiedMs)
    .map(({ folder }) => folder);
}

function foldersIn(cwd: string, place: string): string[] {
  try {
    const entries = readdirSync(join(cwd, place), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(place, name));
    return folders.flatMap((folder) => [folder, join(folder, DEMO_RUN)]);
  } catch {
    return [];
  }
}

function modelIn(cwd: string, folder: string): FoundModel | undefined {
  for (const manifest of MANIFESTS) {
    const path = join(cwd, folder, manifest);
    try {
      const modifiedMs = statSync(path).mtimeMs;
      const { images } = JSON.parse(readFileSync(path, 'utf8')) as { readonly images?: unknown };
      return { folder, modifiedMs, isOfImages: images !== undefined };
    } catch {
      // Missing or damaged: no model to suggest.
    }
  }
  return undefined;
}
