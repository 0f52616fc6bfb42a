import { Option, type Command } from 'commander';
import type { TrainFlags } from './train.js';
import { addCommonOptions, addEngineOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { collect, seconds, wholeNumber } from '../../options/parsers.js';

const HELP = `
Recordings
  A corpus is a folder with one subfolder per species:
    DIR/<species>/<recording>   in any audio format that ffmpeg reads
    DIR/unlabelled/             optional: recordings of unknown species, for
                                loss.alpha below 1
    DIR/metadata.csv            optional: file, species, group, split, fold
  Recordings are held out by group (recordist, site or session), never by
  segment.

  With --folds 5, five models are trained first, each without a fifth of the
  recordings, by groups or by a column "fold" of metadata.csv. Their predictions
  make OUT/report.html: how good the model is, which species to trust and above
  which score. For models with independent scores, they make thresholds too.

Images
  The files of --task mnist, svhn, cifar10 or usps are read from --data, else the
  folder in LYREBIRD_DATA, else from data/. \`lyrebird data fetch mnist\`
  downloads them.

Labels
  data.labels sets the number of labelled images, equally many per class;
  data.labelledRecordings sets the number of labelled recordings per species.
  The other examples are used without their labels. With 0 the network learns
  clusters, which \`lyrebird cluster\` measures.

Output folder
  OUT/best holds the model of the best epoch: by macro average precision of
  validation segments for recordings, by accuracy for images, by the loss without
  labels or without a validation split. OUT/last holds the latest state. Ctrl+C
  saves and stops; a second Ctrl+C stops at once and keeps the last checkpoint.
  --resume continues a run exactly where it was saved.

Examples:
  lyrebird train --task birds --data recordings/ --out runs/birds
  lyrebird train --task birds --data recordings/ --out runs/birds --resume
  lyrebird train --task birds --data recordings/ --folds 5 --group-by recordist
  lyrebird train --task bird10 --data recordings/ --set loss.alpha=1 --json > log.ndjson
  lyrebird train --task mnist --set data.labels=50 --seed 1
  lyrebird train --task mnist-supervised --set data.labels=1000 --seed 1
  lyrebird train --task mnist-clusters --seed 1`;

export function addTrainCommand(program: Command, exit: Exit): void {
  const command = program
    .command('train')
    .summary('train a network on recordings or images')
    .description('Trains a network on a corpus of recordings or on images, with live curves in the terminal.')
    .option('-t, --task <name>', 'experiment of configs/, such as birds, bird10 (the paper) or mnist')
    .option('-c, --config <file>', 'configuration file (YAML), instead of --task')
    .option('-d, --data <folder>', 'corpus of recordings, or folder of an image data set')
    .option('-o, --out <folder>', 'folder of the run (default: runs/<task>-seed<n>, with the number of labels)')
    .option(
      '--set <key=value...>',
      'change settings, such as optimiser.learningRate=0.002; may be repeated',
      collect,
      [],
    )
    .option('--seed <n>', 'random seed (default: that of the configuration, usually 1)', wholeNumber(0))
    .option('--epochs <n>', 'passes over the training examples (default: of the configuration)', wholeNumber(1))
    .option('--steps <n>', 'training steps, instead of --epochs', wholeNumber(1))
    .option(
      '--folds <k>',
      'recordings: first train k models, each of which predicts the fold that it was not trained on; then one on all',
      wholeNumber(2),
    )
    .option('--group-by <column>', 'recordings: column of metadata.csv whose values are never divided (default: group)')
    // For the processes that train the folds of a run.
    .addOption(new Option('--only-fold <n>', 'train only this fold of a run').argParser(wholeNumber(1)).hideHelp())
    .option('--resume', 'continue the run in --out')
    .option('--overwrite', 'replace the run in --out, which stays in OUT/previous-run until the new one has finished')
    .option('--wait <seconds>', 'wait up to this long if another process is using --out', seconds, 0)
    .option('--json', 'print one JSON event per line on stdout')
    .addHelpText('after', HELP);
  addFfmpegOption(addEngineOptions(addCommonOptions(command)));
  command.action(async (flags: TrainFlags) => {
    const { train } = await import('./train.js');
    exit(await train(flags));
  });
}
