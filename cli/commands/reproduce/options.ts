import { Option, type Command } from 'commander';
import { PAPER_FIGURES, PAPER_TABLES } from '../../../src/paper/names.js';
import type { ReproduceFlags } from './reproduce.js';
import type { Exit } from '../../options/exit.js';
import { hours, listOf, wholeNumber } from '../../options/parsers.js';
import { addSweepOptions } from '../../options/sweep-options.js';

const HELP = `
  --table 2, 3, 4   test accuracies on MNIST, CIFAR-10, SVHN next to those of the
                    paper and of other methods
  --figure 1, 3     test digits and their reconstructions by networks with mean
                    pooling, max pooling and inhibitor connections
  --figure 2        birds: accuracies over ten runs without and with R, and
                    their learning curves

The output folder holds the table or figure as SVG and PNG, and its numbers as
CSV.

Each cell of a table is trained like a cell of lyrebird sweep: trials run in
parallel, the same command resumes them, and --queue sends them to workers. What
the paper leaves open (input scaling, batches, length) is set by the task's
configuration; configs/tables and configs/figures describe each table and
figure.

A full table takes days on a few cores. --dry-run estimates the time, --only
selects cells, --budget 3 runs the trials that fit into three hours: run it again
to continue. A longer trial starts once no shorter one is left, and takes several
runs. --quick shows that it works.

Examples:
  lyrebird reproduce --table 2 --dry-run
  lyrebird reproduce --table 2 --only SmallCNNmean SmallUCNN/Sup1000 --seeds 3 --data data/
  lyrebird reproduce --table 2 --data data/ --budget 3
  lyrebird reproduce --table 3 --only ReLU --queue redis://10.0.0.5:6379
  lyrebird reproduce --figure 1 --data data/ --quick
  lyrebird reproduce --figure 2 --data recordings/`;

export function addReproduceCommand(program: Command, exit: Exit): void {
  const command = program
    .command('reproduce')
    .summary("reproduce the paper's tables and figures")
    .description(
      'Trains the networks of a table or figure of the paper, compares the results with the paper, and draws them.',
    )
    .addOption(new Option('--table <number>', 'table to reproduce').choices(PAPER_TABLES))
    .addOption(new Option('--figure <number>', 'figure to reproduce').choices(PAPER_FIGURES).conflicts('table'))
    .option('--only <cells...>', 'rows, columns, or cells as row/column (default: all)', listOf, [])
    .option('--seeds <n>', 'seeds per cell, consecutive (default: 5; figure 2: 10; figures 1 and 3: 1)', wholeNumber(1))
    .option('--steps <n>', 'training steps per trial (default: as configured)', wholeNumber(1))
    .option('--epochs <n>', 'passes over the training examples per trial, instead of --steps', wholeNumber(1))
    .option('--quick', 'train briefly with few seeds: every cell runs, but the numbers mean nothing')
    .option('--budget <hours>', 'run the trials that fit into this time; the next run goes on', hours)
    .option('--dry-run', 'list the cells and their estimated training times without training')
    .option('-o, --out <folder>', 'output folder (default: runs/table-<number> or runs/figure-<number>)');
  addSweepOptions(command)
    .addHelpText('after', HELP)
    .action(async (flags: ReproduceFlags) => {
      const { reproduce } = await import('./reproduce.js');
      exit(await reproduce(flags));
    });
}
