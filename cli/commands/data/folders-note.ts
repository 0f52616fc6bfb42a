import type { Corpus, CorpusReport } from '../../../audio/corpus/index.js';

/** Sources that recorders write themselves. */
const RECORDERS: ReadonlySet<string> = new Set(['GUANO', 'wamd', 'AudioMoth comment', 'file name']);

/**
 * Says that folders are taken for species, if they may be sites: most recordings have a recorder's date, and nothing
 * else makes a corpus of the folder, neither species in metadata.csv nor folders for background or for recordings
 * without a label.
 */
export function foldersNote({ recordings, backgroundClasses }: Corpus, { origins }: CorpusReport): string[] {
  const isCorpus =
    backgroundClasses.length > 0 || recordings.some(({ species, metadata }) => !species || metadata['species']);
  const recorded = origins.filter(({ start }) => start && RECORDERS.has(start.source)).length;
  if (isCorpus || recorded <= origins.length / 2) return [];
  return ["Folders are taken for species; classify takes those of a recorder's card for sites."];
}
