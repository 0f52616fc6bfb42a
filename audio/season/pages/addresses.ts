import type { FilePlan, OwnedFiles, PlannedFile } from '../owned-files.js';
import { createUniqueNames, safeName } from '../safe-name.js';
import type { Season } from '../tally/index.js';
import { INDEX, PAGE_FOLDER } from './names.js';

/** Bytes of a species or site in the name of its page. */
const NAME_BYTES = 80;

/** Files of the pages, below the results folder, with `/`. */
export interface Addresses {
  /** Undefined: a file that this program did not write has the name. */
  readonly index: string | undefined;
  /** In the order of `season.species` and `season.sites`. */
  readonly species: readonly string[];
  readonly sites: readonly string[];
  /** Copy of the model's report card; absent if it has none. */
  readonly reportCard?: string;
}

/** Plans the files of all pages. */
export async function planAddresses(
  files: OwnedFiles,
  { species, sites }: Season,
  { hasReportCard }: { readonly hasReportCard: boolean },
): Promise<Addresses> {
  const unique = createUniqueNames();
  const page = (kind: string, text: string): PlannedFile => ({
    name: `${PAGE_FOLDER}/${unique.take(`${kind}-${safeName(text, NAME_BYTES)}`)}.html`,
    mayBeRenamed: true,
  });
  const names = species.map((tally) => tally.species);
  // In the order of names, so that two that are alike keep theirs when detections are added.
  const pageOf = new Map([...names].sort().map((name) => [name, page('species', name)] as const));
  const plans = await files.plan([
    { name: INDEX },
    { name: `${PAGE_FOLDER}/report-card.html`, mayBeRenamed: true },
    ...names.map((name) => pageOf.get(name)!),
    ...sites.map(({ name }) => page(name === null ? 'no-site' : 'site', name ?? 'recordings')),
  ]);
  const nameOf = ({ name }: FilePlan): string => name!;
  return {
    index: plans[0]!.name,
    species: plans.slice(2, 2 + species.length).map(nameOf),
    sites: plans.slice(2 + species.length).map(nameOf),
    ...(hasReportCard && { reportCard: plans[1]!.name! }),
  };
}

/** Address of a file, from a page. Both are paths below the results folder. */
export function addressFrom(page: string, file: string): string {
  const up = '../'.repeat(page.split('/').length - 1);
  const inSameFolder =
    up !== '' && file.startsWith(`${PAGE_FOLDER}/`) && !file.slice(PAGE_FOLDER.length + 1).includes('/');
  const path = inSameFolder ? file.slice(PAGE_FOLDER.length + 1) : `${up}${file}`;
  return path
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
}
