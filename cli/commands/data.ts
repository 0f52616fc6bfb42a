import type { Command } from 'commander';
import type { InspectFlags } from '../data/inspect.js';
import type { SynthFlags } from '../data/synth.js';
import { addCommonOptions, addFfmpegOption } from './common-options.js';
import type { Exit } from './exit.js';
import { wholeNumber } from './parsers.js';

export function addDataCommand(program: Command, exit: Exit): void {
  const data = program.command('data').summary('look at a corpus, or make a synthetic one').description('Corpora.');

  const inspect = data
    .command('inspect')
    .summary('species, recordings, minutes, groups, sample rates and problems of a corpus')
    .description('Says what a corpus holds, and what of it cannot be used.')
    .argument('<folder>', 'corpus: one folder a species')
    .option('--json', 'one JSON object on stdout');
  addFfmpegOption(addCommonOptions(inspect)).action(async (folder: string, flags: InspectFlags) => {
    const { inspect: run } = await import('../data/inspect.js');
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
    const { synth: run } = await import('../data/synth.js');
    exit(await run(folder, flags));
  });
}
