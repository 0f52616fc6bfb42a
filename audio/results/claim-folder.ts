import { join } from 'node:path';
import { OutputError } from '../../src/errors.js';
import { nameIsTaken } from '../../src/files/index.js';
import type { Format } from './formats/format.js';
import type { Journal } from './journal.js';
import { modelText } from './model-identity.js';
import { analysisName } from './outdated-files.js';
import { notOurs } from './result-files.js';
import type { SummaryWriter } from './summary.js';
import type { ModelIdentity } from './types.js';

/** A results folder and what a run will write into it. */
export interface ClaimedFolder {
  readonly folder: string;
  readonly format?: Format;
  readonly summary?: SummaryWriter;
  readonly model: ModelIdentity;
  readonly overwrite?: boolean;
}

/**
 * Declares the model in the journal.
 * @throws OutputError if the folder holds results of another model, or a file of another program has a name that this
 *   run needs
 */
export async function claimFolder(journal: Journal, options: ClaimedFolder): Promise<void> {
  const { folder, model, overwrite = false } = options;
  const earlier = journal.model;
  const isSameModel = earlier?.fingerprint === model.fingerprint;
  if (earlier && !isSameModel && journal.size > 0 && !overwrite) {
    throw new OutputError(
      `${folder} holds results of the model ${modelText(earlier)}, and this is ${modelText(model)}: ` +
        `choose another --out, or replace them with --overwrite`,
    );
  }
  if (!overwrite) await refuseForeignFiles(options, journal);
  if (!isSameModel) await journal.declareModel(model);
}

/**
 * Files with a description of the same model are of an earlier run, even if its journal was lost.
 * @throws OutputError if a file of another program has a name that this run needs
 */
async function refuseForeignFiles({ folder, format, summary, model }: ClaimedFolder, journal: Journal): Promise<void> {
  const isNew = journal.model === undefined && journal.size === 0;
  // Earlier versions declared no model, and described no combined file.
  const isOfEarlierVersion = journal.model === undefined && !isNew;
  const isCombined = isOfEarlierVersion || (format && (await nameIsTaken(join(folder, analysisName(format)))));
  const unwritten = (await summary?.newNames(folder, model)) ?? [];
  // The first run of a folder may have been killed between the first of its tables and their description.
  const hasNoTables = unwritten.length === summary?.names.length;
  const names = [...(format && !isCombined ? [format.combinedName] : []), ...(hasNoTables && !isNew ? [] : unwritten)];
  for (const name of names) {
    if (await nameIsTaken(join(folder, name))) throw new OutputError(notOurs(join(folder, name)));
  }
}
