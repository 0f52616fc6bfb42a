import { join } from 'node:path';
import type { AllResults } from '../../results/index.js';
import { planClips, writeClips } from '../clips/index.js';
import { openOwnedFiles } from '../owned-files.js';
import { chooseDetections, collectSeason } from '../tally/index.js';
import { planAddresses } from './addresses.js';
import type { PageContext } from './context.js';
import { indexPage } from './index-page.js';
import { INDEX } from './names.js';
import { PAGE_NAMES } from './page-names.js';
import { readReportCard } from './report-card.js';
import { sitePage } from './site-page.js';
import { speciesPage } from './species-page.js';

/** How pages and clips are made. */
export interface PageOptions {
  /** Of the program. */
  readonly version: string;
  /** Best detections of each species that have a clip; 0: no clips at all. Default: 12. */
  readonly clips?: number | undefined;
  /** Folder of the model or of its training run, whose report card is copied. */
  readonly model?: string | undefined;
  /** Path of an ffmpeg to use; by default, the program finds one. */
  readonly ffmpeg?: string | undefined;
  /** Once aborted, no more clips are cut; pages are written. */
  readonly signal?: AbortSignal | undefined;
  /** Called with a line for the user for each recording that gives no clips, and for a page that cannot be written. */
  readonly onWarning?: ((line: string) => void) | undefined;
  /** Called with the number of recordings that were read for clips, and of those to read. */
  readonly onProgress?: ((recordings: number, all: number) => void) | undefined;
}

const DEFAULT_CLIPS = 12;

/**
 * Writes the pages of a season, and clips of its detections. What did not change since an earlier run is not written
 * again; pages and clips of an earlier run that no longer belong are deleted. Files of others are never touched.
 * @throws OutputError if a file cannot be written
 */
export async function writePages(results: AllResults, options: PageOptions): Promise<void> {
  const { folder, analysis } = results;
  const { version, clips: most = DEFAULT_CLIPS, model, ffmpeg, signal, onWarning, onProgress } = options;
  const season = await collectSeason(results);
  const chosen = season.species.map(({ detections }) => chooseDetections(detections, most));
  const reportCard = model === undefined ? undefined : await readReportCard(model, analysis.model.fingerprint);
  const files = await openOwnedFiles(folder, PAGE_NAMES);
  const input = {
    ...{ season, chosen },
    ...(ffmpeg !== undefined && { ffmpeg }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    onMissing: (file: string, reason: string) => onWarning?.(`${file}: no clips of it: ${reason}`),
  };
  const addresses = await planAddresses(files, season, { hasReportCard: reportCard !== undefined });
  const planned = await planClips(files, input);
  const clips = await writeClips(files, planned, input);
  const context: PageContext = { season, chosen, clips, addresses, version };
  if (reportCard && addresses.reportCard !== undefined) await files.write(addresses.reportCard, reportCard);
  for (const [index, name] of addresses.species.entries()) await files.write(name, speciesPage(context, index));
  for (const [index, name] of addresses.sites.entries()) await files.write(name, sitePage(context, index));
  if (addresses.index !== undefined) await files.write(addresses.index, indexPage(context));
  else onWarning?.(`${join(folder, INDEX)} was not written by Lyrebird and stays: rename it to get the page`);
  await files.finish();
}
