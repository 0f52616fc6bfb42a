import { Argument, type Command } from 'commander';
import type { FrameworksFlags } from './frameworks.js';
import { FRAMEWORK_NAMES, type FrameworkName } from '../../../src/paper/frameworks/names.js';
import { addCommonOptions, addEngineOptions } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { wholeNumber } from '../../options/parsers.js';

const HELP = `
Sparse coding, NMF, PCA, wavelet thresholding, best bases, k-NN and k-means are each a function f whose inverse, the sum of
alpha_i df(x)_i/dx, is that framework's reconstruction, and whose loss is R. Each goes through the inverse that networks go through, learns
through it, and is held against what it should be by other means: eigenvectors, Lloyd's algorithm, a search, all bases one by one.

Without --data each makes the data that it is known for. All of it is small: a minute or so for all nine.

Examples:
  lyrebird frameworks
  lyrebird frameworks pca k-means --data data/mnist
  lyrebird frameworks soft-thresholding --seed 3 --json`;

export function addFrameworksCommand(program: Command, exit: Exit): void {
  const command = program
    .command('frameworks')
    .summary("run the frameworks of the paper's Table 1 through the inverse")
    .description(
      "Runs the frameworks of the paper's Table 1 through the inverse that networks go through, and checks each.",
    )
    .addArgument(new Argument('[names...]', 'which (default: all)').choices(FRAMEWORK_NAMES))
    .option('-d, --data <folder>', 'folder with MNIST: digits and patches of them instead of synthetic data')
    .option('--examples <n>', 'digits to learn from', wholeNumber(200), 2000)
    .option('--seed <n>', 'of data and initial values', wholeNumber(0), 1)
    .option('-o, --out <folder>', 'write what was found as JSON there, and pictures of what can be seen')
    .option('--json', 'one JSON object on stdout');
  addEngineOptions(addCommonOptions(command))
    .addHelpText('after', HELP)
    .action(async (names: FrameworkName[], flags: FrameworksFlags) => {
      const { frameworks } = await import('./frameworks.js');
      exit(await frameworks(names, flags));
    });
}
