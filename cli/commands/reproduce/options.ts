import { Option, type Command } from 'commander';
import { PAPER_FIGURES, PAPER_TABLES } from '../../../src/paper/names.js';
import type { ReproduceFlags } from './reproduce.js';
import type { Exit } from '../../options/exit.js';
import { listOf, wholeNumber } from '../../options/parsers.js';
import { addSweepOptions } from '../../options/sweep-options.js';

const HELP = `
Trains the cells of a table of the paper, several seeds each, and prints test accuracies beside the paper's own and those of other methods; or
the networks of a figure, and draws it. OUT has the picture as SVG and PNG, and its numbers as CSV.

  --table 2, 3, 4   accuracies on MNIST, CIFAR-10, SVHN
  --figure 1, 3     test digits as networks give them back: the original, with mean pooling, max pooling, inhibitor connections
  --figure 2        birds: accuracies over ten runs without R and with it, and the learning curves

A cell is a cell of lyrebird sweep: parallel, resumable by the same command, and --queue leaves the trials to workers. Where the paper says
nothing (input scaling, batches, length), the configuration of the task decides; see configs/tables and configs/figures for what each is.

A whole table is days of work on a few cores: --dry-run estimates how many, --only picks cells, --quick shows that it works.

Examples:
  lyrebird reproduce --table 2 --dry-run
  lyrebird reproduce --table 2 --only SmallCNNmean SmallUCNN/Sup1000 --seeds 3 --data data/
  lyrebird reproduce --table 3 --only ReLU --queue redis://10.0.0.5:6379
  lyrebird reproduce --figure 1 --data data/ --quick
  lyrebird reproduce --figure 2 --data recordings/`;

export function addReproduceCommand(program: Command, exit: Exit): void {
  const command = program
    .command('reproduce')
    .summary("make the paper's tables and figures again")
    .description("Trains what one of the paper's tables or figures shows, compares, and draws it.")
    .addOption(new Option('--table <number>', 'which table').choices(PAPER_TABLES))
    .addOption(new Option('--figure <number>', 'or which figure').choices(PAPER_FIGURES).conflicts('table'))
    .option('--only <cells...>', 'rows, columns, or cells as row/column (default: all)', listOf, [])
    .option('--seeds <n>', 'seeds of each cell: 1 to n (default: 5; of figure 2 10, of the others 1)', wholeNumber(1))
    .option('--steps <n>', 'length of a trial in steps (default: as the task has it)', wholeNumber(1))
    .option('--epochs <n>', 'length of a trial in passes over the training examples, instead', wholeNumber(1))
    .option('--quick', 'short runs of few seeds: the figures mean nothing, but every cell has run')
    .option('--dry-run', 'train nothing: list the cells, and how long they would take on this machine')
    .option('-o, --out <folder>', 'where everything goes (default: runs/table-<number>, runs/figure-<number>)');
  addSweepOptions(command)
    .addHelpText('after', HELP)
    .action(async (flags: ReproduceFlags) => {
      const { reproduce } = await import('./reproduce.js');
      exit(await reproduce(flags));
    });
}
