import { Option, type Command } from 'commander';
import { ConfigError } from '../../../src/errors.js';
import type { ClassifyFlags } from './classify.js';
import { COMMAND_FORMATS } from './formats.js';
import { DEFAULT_MIN_PROBABILITY } from '../../../audio/classify/names.js';
import { addCommonOptions, addEngineOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { contextSeconds, probability, wholeNumber } from '../../options/parsers.js';

const HELP = `
What a probability means: how sure the network is, among the classes that it was trained on and no others. It does not know what it
never heard. A recording's probability is the mean over its segments, with --by-loudness weighed by their amplitudes: most of a recording
is no song. The classes "background" and "noise" take their share, and are
never reported as a species: so a ranking may add up to less than 1.

Half a second is short: with --context 1, a segment's probabilities are means over those that begin at most a second before or after it,
weighed by their amplitudes with --by-loudness. Songs become whole; one that is much shorter than that may go under.

Runs merge consecutive segments with the same species on top, if it has at least --min-probability. Segments overlap; so may runs.

Formats: table (for people), json (one object a recording, one a line), csv (one row a run), raven (selection table for Raven Pro),
audacity (label track). Raven and Audacity know one time line: with several recordings, times count on from one to the next.

With --out, a second run does only what is not finished: recordings that are new or changed, or everything after the model or
--min-probability, --by-loudness, --context or --top changed. Files appear below DIR as the
recordings lie below the folder that holds them all; what an earlier run put there stays in its place, unless --overwrite is given.

Examples:
  lyrebird classify song.mp3 --model runs/birds
  lyrebird classify dawn.wav --model runs/birds --by-loudness --context 1
  lyrebird classify recordings/ --model runs/birds --format csv --out results/
  lyrebird classify night.wav --model runs/birds --all-segments | jq -c 'select(.probability > 0.9)'`;

const THREADS =
  'threads that run the network (default: 0, one fewer than cores and at most 4: one more reads and cuts)';

export function addClassifyCommand(program: Command, exit: Exit): void {
  const command = program
    .command('classify')
    .summary('say which species sing in recordings, and where')
    .description('Says which species sing in recordings, where in them, and how sure the network is.')
    .argument('<paths...>', 'recordings, or folders that are searched for them')
    .requiredOption('-m, --model <folder>', 'a training run (its best model), or a model folder')
    .addOption(new Option('-f, --format <name>', 'how results are written (default: table)').choices(COMMAND_FORMATS))
    .option('--all-segments', 'every segment as a line of JSON, as soon as it is classified')
    .option(
      '--min-probability <p>',
      'least probability of a segment that counts for a run',
      probability,
      DEFAULT_MIN_PROBABILITY,
    )
    .option('--by-loudness', 'louder segments count for more in means over segments')
    .option('--context <seconds>', 'hear segments together with those so long before and after', contextSeconds, 0)
    .option('--top <n>', 'species of the ranking to show (default: 3 in tables, else all)', wholeNumber(1))
    .option('-o, --out <folder>', 'write one file a recording there, and a combined one; finished ones are skipped')
    .option('--overwrite', 'do finished recordings again, and replace files that are in the way')
    .addHelpText('after', HELP);
  addFfmpegOption(addEngineOptions(addCommonOptions(command), THREADS));
  command.action(async (paths: string[], flags: ClassifyFlags) => {
    checkFlags(flags);
    const { classify } = await import('./classify.js');
    exit(await classify(paths, flags));
  });
}

function checkFlags({ allSegments, out, format, overwrite }: ClassifyFlags): void {
  if (allSegments && out === undefined && format !== undefined && format !== 'json') {
    throw new ConfigError(
      `--all-segments writes lines of JSON: expected --format json or none, got ${format}; give --out to get both`,
    );
  }
  if (overwrite && out === undefined)
    throw new ConfigError('--overwrite is about the files in --out, which is not given');
}
