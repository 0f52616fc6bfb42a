import type { Command } from 'commander';
import type { TrainFlags } from './train.js';
import { addCommonOptions, addEngineOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { collect, seconds, wholeNumber } from '../../options/parsers.js';

const HELP = `
A corpus is a folder with one folder a species:  DIR/<species>/<recording>.<any audio>
and, if you like, DIR/metadata.csv (file, species, group, split) and DIR/unlabelled/ for recordings whose species nobody knows.
Recordings are split by group (recordist, place, session), never by segment.

Images (--task mnist, svhn, cifar10) are looked for in --data, else in the folder that LYREBIRD_DATA names, else in data/;
\`lyrebird data fetch mnist\` gets them. data.labels says how many keep their labels, equally many of every class; of recordings,
data.labelledRecordings how many of every species. 0: none, and the network finds clusters, which \`lyrebird cluster\` measures.

OUT/best holds the model with the best validation, OUT/last the latest state. Ctrl+C saves and stops (twice: leaves at once, with the
last checkpoint); --resume goes on as if nothing had happened.

Examples:
  lyrebird train --task bird10 --data recordings/ --out runs/birds
  lyrebird train --task bird10 --data recordings/ --out runs/birds --resume
  lyrebird train --task bird10 --data recordings/ --out runs/plain --set loss.alpha=1 --seed 2 --json > plain.ndjson
  lyrebird train --task mnist --set data.labels=50 --seed 1
  lyrebird train --task mnist-supervised --set data.labels=1000 --seed 1
  lyrebird train --task mnist-clusters --seed 1`;

export function addTrainCommand(program: Command, exit: Exit): void {
  const command = program
    .command('train')
    .summary('train a network on a folder of recordings, or on images')
    .description('Trains a network on a folder of recordings, or on images, with live curves in the terminal.')
    .option('-t, --task <name>', 'experiment that comes with Lyrebird, such as bird10 or mnist')
    .option('-c, --config <file>', 'configuration file (YAML), instead of --task')
    .option('-d, --data <folder>', 'corpus of recordings, or folder with the files of an image data set')
    .option('-o, --out <folder>', 'where checkpoints go (default: named by experiment, labels and seed, below runs/)')
    .option(
      '--set <key=value...>',
      'change settings, such as optimiser.learningRate=0.002; may be repeated',
      collect,
      [],
    )
    .option('--seed <n>', 'seed of everything that is random', wholeNumber(0))
    .option('--epochs <n>', 'length of the run in passes over the training examples', wholeNumber(1))
    .option('--steps <n>', 'length of the run in steps, instead', wholeNumber(1))
    .option('--resume', 'go on with the run in --out')
    .option('--overwrite', 'replace the run in --out')
    .option('--wait <seconds>', 'how long to wait for another process to leave --out', seconds, 0)
    .option('--json', 'one event a line on stdout')
    .addHelpText('after', HELP);
  addFfmpegOption(addEngineOptions(addCommonOptions(command)));
  command.action(async (flags: TrainFlags) => {
    const { train } = await import('./train.js');
    exit(await train(flags));
  });
}
