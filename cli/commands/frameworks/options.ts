import { Argument, type Command } from 'commander';
import type { FrameworksFlags } from './frameworks.js';
import { FRAMEWORK_NAMES, type FrameworkName } from '../../../src/paper/frameworks/names.js';
import { addCommonOptions, addEngineOptions } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { wholeNumber } from '../../options/parsers.js';

const HELP = `
Sparse coding, NMF, PCA, wavelet thresholding, best bases, k-NN and k-means are
each a function f. Its inverse, sum_i alpha_i df(x)_i/dx, is the reconstruction
of that framework, and R is its loss. Each framework is inverted by the code
that inverts networks, trained on R, and checked against a direct solution:
eigenvectors, Lloyd's algorithm, a nearest-neighbour search, or all bases in
turn.

Without --data, each framework generates typical data. All nine take about
ten seconds.

Examples:
  lyrebird frameworks
  lyrebird frameworks pca k-means --data data/mnist
  lyrebird frameworks soft-thresholding --seed 3 --json`;

export function addFrameworksCommand(program: Command, exit: Exit): void {
  const command = program
    .command('frameworks')
    .summary("train the frameworks of the paper's Table 1 on R (PCA, k-means, NMF, ...)")
    .description(
      "Inverts the frameworks of the paper's Table 1 as networks are inverted, trains them on R, and checks each one.",
    )
    .addArgument(new Argument('[names...]', 'frameworks to run (default: all)').choices(FRAMEWORK_NAMES))
    .option('-d, --data <folder>', 'folder with MNIST: use digits and patches of digits (default: synthetic data)')
    .option('--examples <n>', 'digits of --data to train on (default: 2000)', wholeNumber(200))
    .option('--seed <n>', 'random seed of data and initial values', wholeNumber(0), 1)
    .option('-o, --out <folder>', 'write results as JSON and pictures to this folder')
    .option('--json', 'print one JSON object on stdout');
  addEngineOptions(addCommonOptions(command))
    .addHelpText('after', HELP)
    .action(async (names: FrameworkName[], flags: FrameworksFlags) => {
      const { frameworks } = await import('./frameworks.js');
      exit(await frameworks(names, flags));
    });
}
