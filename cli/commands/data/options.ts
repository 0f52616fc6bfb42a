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
    .summary('look at a corpus, make a synthetic one, or fetch images')
    .description('Corpora and data sets.');

  const inspect = data
    .command('inspect')
    .summary('species, recordings, minutes, groups, sample rates and problems of a corpus')
    .description('Says what a corpus holds, and what of it cannot be used.')
    .argument('<folder>', 'corpus: one folder a species')
    .option('--json', 'one JSON object on stdout');
  addFfmpegOption(addCommonOptions(inspect)).action(async (folder: string, flags: InspectFlags) => {
    const { inspect: run } = await import('./inspect.js');
    exit(await run(folder, flags));
  });

  const synth = data
    .command('synth')
    .summary('make a corpus of synthetic birds')
    .description('Writes a corpus of synthetic birds as audio files: ten species whose songs are made by formula.')
    .argument('<folder>', 'where to; made if it is not there')
    .option('--seed <n>', 'the same seed gives the same files', wholeNumber(0), 1)
    .option('--individuals <n>', 'singers a species, at least 3: one each to train, validate and test', wholeNumber(3))
    .option('--recordings <n>', 'recordings a singer', wholeNumber(1))
    .option('--seconds <n>', 'length of a recording', wholeNumber(1))
    .option('--background <n>', 'recordings without a bird', wholeNumber(0))
    .option('--unlabelled <n>', 'recordings of further singers, without their species', wholeNumber(0))
    .option('--json', 'one JSON object on stdout');
  addCommonOptions(synth).action(async (folder: string, flags: SynthFlags) => {
    const { synth: run } = await import('./synth.js');
    exit(await run(folder, flags));
  });

  const fetch = data
    .command('fetch')
    .summary(`download ${anyOf(Object.values(IMAGE_DATASET_TITLES))}`)
    .description(
      'Downloads a data set of images and checks it. A download that broke off goes on where it was. HTTP_PROXY, HTTPS_PROXY and NO_PROXY count.',
    )
    .addArgument(new Argument('<dataset>', 'which one').choices(IMAGE_DATASET_NAMES))
    .option('--out <folder>', 'where to; made if it is not there', DEFAULT_IMAGE_FOLDER)
    .option(
      '--mirror <url>',
      'a folder on a server that has the same files, instead of the usual addresses',
      webAddress,
    )
    .option('--json', 'one JSON object on stdout');
  addCommonOptions(fetch).action(async (name: ImageDatasetName, flags: FetchFlags) => {
    const { fetch: run } = await import('./fetch.js');
    exit(await run(name, flags));
  });
}

/** `A, B or C`. */
function anyOf(choices: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(choices);
}
