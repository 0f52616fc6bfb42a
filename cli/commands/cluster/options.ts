import { Option, type Command } from 'commander';
import type { ClusterFlags } from './cluster.js';
import { SPLIT_CHOICES } from '../../../src/data/splits/names.js';
import { addCommonOptions, addEngineOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { wholeNumber } from '../../options/parsers.js';

const HELP = `
An example's cluster is the network's greatest output; a recording's, the one with the greatest mean probability over its segments. Labels
are looked at afterwards, to say how clusters and classes agree:
  accuracy  share of examples whose cluster stands for their class, under the best one-to-one assignment (Hungarian algorithm)
  NMI       normalised mutual information, by the arithmetic mean of both entropies; 0 to 1
  ARI       adjusted Rand index: 0 by chance, 1 for the same partition
Beside the network: k-means on what it puts out, and on the pixels or log spectra of the same examples, with as many clusters; clusters
drawn at random; all in one.

Examples:
  lyrebird cluster --model runs/mnist-clusters-labels0-seed1
  lyrebird cluster --model runs/birds --data recordings/ --json
  lyrebird cluster --model runs/sweep-mnist-clusters/trials/*                    # mean and standard deviation over seeds`;

export function addClusterCommand(program: Command, exit: Exit): void {
  const command = program
    .command('cluster')
    .summary('measure the clusters of a network that was trained without labels')
    .description('Says how the clusters of a network agree with labels that it never saw, beside k-means and chance.')
    .requiredOption(
      '-m, --model <folder...>',
      'a training run (its best model; of images, its last), or a model folder; several: means over them',
    )
    .option(
      '-d, --data <folder>',
      'corpus: one folder a species; for a model of images their folder (default: the one that it was trained on)',
    )
    .addOption(
      new Option(
        '--split <name>',
        'part of the data, as the model was trained with (default: all; of images, test)',
      ).choices(SPLIT_CHOICES),
    )
    .option('--no-baselines', 'without k-means on pixels or spectra, which takes longest')
    .option('--seed <n>', 'seed of k-means and of the random clusters', wholeNumber(0), 1)
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', HELP);
  addFfmpegOption(addEngineOptions(addCommonOptions(command)));
  command.action(async (flags: ClusterFlags) => {
    const { cluster } = await import('./cluster.js');
    exit(await cluster(flags));
  });
}
