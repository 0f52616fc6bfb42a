import { Argument, type Command } from 'commander';
import {
  DEFAULT_IMAGE_FOLDER,
  IMAGE_DATASET_NAMES,
  IMAGE_DATASET_TITLES,
  type ImageDatasetName,
} from '../../../src/data/images/names.js';
import type { FetchFlags } from './fetch.js';
import type { InspectFlags } from './inspect.js';
import type { SynthFlags } from './synth.js';
import { addCommonOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { webAddress, wholeNumber } from '../../options/parsers.js';

export function addDataCommand(program: Command, exit: Exit): void {
  const data = program
    .command('data')
    .summary('inspect a corpus, write a synthetic one, or download images')
    .description('Inspects a corpus of recordings, writes a synthetic one, or downloads an image data set.');

  const inspect = data
    .command('inspect')
    .summary('list species, recordings, sites, dates, durations, sample rates and problems of a corpus')
    .description('Lists the contents of a corpus and the files that cannot be used.')
    .argument('<folder>', 'corpus with one folder per species, or any folder of recordings')
    .option('--timezone <name>', "time zone of the recorders' clocks, such as Europe/Berlin or +01:00")
    .option('--json', 'print one JSON object on stdout');
  addFfmpegOption(addCommonOptions(inspect)).action(async (folder: string, flags: InspectFlags) => {
    const { inspect: run } = await import('./inspect.js');
    exit(await run(folder, flags));
  });

  const synth = data
    .command('synth')
    .summary('write a corpus of synthetic birds')
    .description('Writes a corpus of ten synthetic bird species as audio files. The songs are computed by formula.')
    .argument('<folder>', 'folder of the corpus; created if it does not exist')
    .option('--seed <n>', 'random seed; the same seed gives the same files', wholeNumber(0), 1)
    .option(
      '--individuals <n>',
      'individual birds per species, at least 3: training, validation, test (default: 8)',
      wholeNumber(3),
    )
    .option('--recordings <n>', 'recordings per individual (default: 2)', wholeNumber(1))
    .option('--seconds <n>', 'length of a recording in seconds (default: 5)', wholeNumber(1))
    .option('--background <n>', 'recordings without a bird (default: 8)', wholeNumber(0))
    .option('--unlabelled <n>', 'recordings of other individuals, without labels (default: 0)', wholeNumber(0))
    .option('--json', 'print one JSON object on stdout');
  addCommonOptions(synth).action(async (folder: string, flags: SynthFlags) => {
    const { synth: run } = await import('./synth.js');
    exit(await run(folder, flags));
  });

  const fetch = data
    .command('fetch')
    .summary(`download ${anyOf(Object.values(IMAGE_DATASET_TITLES))}`)
    .description(
      'Downloads an image data set and verifies its files by their SHA-256, also those that are there already. ' +
        'An interrupted download is resumed. Proxies are taken from HTTP_PROXY, HTTPS_PROXY and NO_PROXY.',
    )
    .addArgument(new Argument('<dataset>', 'data set to download').choices(IMAGE_DATASET_NAMES))
    .option('--out <folder>', 'folder of the files; created if it does not exist', DEFAULT_IMAGE_FOLDER)
    .option('--mirror <url>', 'download the same files from this URL instead of the original ones', webAddress)
    .option('--json', 'print one JSON object on stdout');
  addCommonOptions(fetch).action(async (name: ImageDatasetName, flags: FetchFlags) => {
    const { fetch: run } = await import('./fetch.js');
    exit(await run(name, flags));
  });
}

/** Formats a list as `A, B or C`. */
function anyOf(choices: readonly string[]): string {
  // Not by Intl.ListFormat: loading its data takes a twentieth of the start of every command.
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}
