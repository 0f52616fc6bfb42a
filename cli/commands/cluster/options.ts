import { Option, type Command } from 'commander';
import type { ClusterFlags } from './cluster.js';
import { SPLIT_CHOICES } from '../../../src/data/splits/names.js';
import { addCommonOptions, addEngineOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { requireModel } from '../../options/require-model.js';
import { wholeNumber } from '../../options/parsers.js';

const HELP = `
The cluster of an example is the network's largest output; the cluster of a
recording is the one with the largest mean probability over its segments.
Labels are used only to measure how well clusters and classes agree:
  accuracy  fraction of examples whose cluster is assigned to their class, under
            the best one-to-one assignment (Hungarian algorithm)
  NMI       normalised mutual information: mutual information over the
            arithmetic mean of both entropies; 0 to 1
  ARI       adjusted Rand index: 0 by chance, 1 for identical partitions

Baselines with the same number of clusters: k-means on the network's outputs and
on the pixels or log spectra of the same examples, random clusters, and all
examples in one cluster.

Examples:
  lyrebird cluster --model runs/mnist-clusters-labels0-seed1
  lyrebird cluster --model runs/birds --data recordings/ --json
  # mean and standard deviation over seeds
  lyrebird cluster --model runs/sweep-mnist-clusters/trials/*/*`;

export function addClusterCommand(program: Command, exit: Exit): void {
  const command = program
    .command('cluster')
    .summary('measure the clusters of a network trained without labels')
    .description(
      'Measures how well the clusters of a network agree with labels it did not use, compared with k-means and chance.',
    )
    .option(
      '-m, --model <folder...>',
      'run folder (its best model; its last one for images or without a validation split), or model folder; ' +
        'several are averaged',
    )
    .option(
      '-d, --data <folder>',
      'corpus with one folder per species, or folder of the image data set (default for images: the training data)',
    )
    .addOption(
      new Option(
        '--split <name>',
        "split of the model's data to measure on (default: all recordings, or the test images)",
      ).choices(SPLIT_CHOICES),
    )
    .option('--no-baselines', 'skip k-means on pixels or spectra, the slowest part')
    .option('--seed <n>', 'seed of k-means and of the random clusters', wholeNumber(0), 1)
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', HELP);
  addFfmpegOption(addEngineOptions(addCommonOptions(command)));
  command.action(async (flags: Omit<ClusterFlags, 'model'> & { readonly model?: readonly string[] }) => {
    const training = 'lyrebird train --task mnist-clusters --data data/';
    const model = requireModel(flags.model, { training, takes: 'both' });
    const { cluster } = await import('./cluster.js');
    exit(await cluster({ ...flags, model }));
  });
}
