import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isFolder, makeFolder, outputError, refuseLinks } from '../files/index.js';
import type { NoteEvent } from './events/index.js';
import { BEST_FOLDER, FOLDS_FOLDER, hasResult, LAST_FOLDER, RUN_DESCRIPTION_FILES } from './run-files.js';
import { RUN_ENTRIES } from './run-folder.js';

/** Folder of the run that is being overwritten, until the new one has finished. */
export const PREVIOUS_RUN_FOLDER = 'previous-run';
/** Its name while entries are moved into it. */
const MOVING_FOLDER = `.${PREVIOUS_RUN_FOLDER}`;

/**
 * Moves a run that is to be overwritten into `previous-run/` of its folder, so that its model can be used until the new
 * run has finished. If a run that overwrites another is overwritten before it has finished, the older one stays there.
 * @param out folder of the run, which is locked
 * @param entries files and folders of the run, apart from its configuration and its result
 * @returns where the run is now; undefined if there was none, or an older one stays
 * @throws OutputError
 */
export async function setAsidePreviousRun(out: string, entries: readonly string[]): Promise<string | undefined> {
  const aside = join(out, PREVIOUS_RUN_FOLDER);
  const moving = join(out, MOVING_FOLDER);
  await refuseLinks(out, [PREVIOUS_RUN_FOLDER, MOVING_FOLDER]);
  if (await hasResult(out)) await discardPreviousRun(out);
  if (await isFolder(aside)) return undefined;
  const candidates = [join(out, LAST_FOLDER), join(out, BEST_FOLDER), moving];
  if (!(await Promise.all(candidates.map(isFolder))).includes(true)) return undefined;
  await makeFolder(moving);
  for (const name of [...entries, ...RUN_DESCRIPTION_FILES]) await moveIfPresent(join(out, name), join(moving, name));
  await moveIfPresent(moving, aside);
  return aside;
}

/** Sets the training run aside that is to be overwritten, and says where it is. @throws OutputError */
export async function* setAside(out: string): AsyncGenerator<NoteEvent, void, undefined> {
  const aside = await setAsidePreviousRun(out, [...RUN_ENTRIES, FOLDS_FOLDER]);
  if (aside === undefined) return;
  yield { type: 'note', message: `the earlier run stays in ${aside} until this one has finished` };
}

/** Deletes the run that the finished one has replaced. @throws OutputError */
export async function discardPreviousRun(out: string): Promise<void> {
  const aside = join(out, PREVIOUS_RUN_FOLDER);
  await rm(aside, { recursive: true, force: true }).catch((cause: unknown) => {
    throw outputError(aside, cause);
  });
}

async function moveIfPresent(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT' || (await isPresent(from))) throw outputError(to, cause);
  });
}

function isPresent(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
