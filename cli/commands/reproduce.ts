import { Option, type Command } from 'commander';
import { PAPER_TABLES } from '../../src/eval/paper-table-names.js';
import type { ReproduceFlags } from '../reproduce/reproduce.js';
import type { Exit } from './exit.js';
import { listOf, wholeNumber } from './parsers.js';
import { addSweepOptions } from './sweep-options.js';

const HELP = `
Trains the cells of a table of the paper, several seeds each, and prints test accuracies beside the paper's own and those of other methods.
A cell is a cell of lyrebird sweep: parallel, resumable by the same command, and --queue leaves the trials to workers. Where the paper says
nothing (input scaling, batches, length), the configuration of the task decides; see configs/tables for what each cell is.

A whole table is days of work on a few cores: --dry-run estimates how many, --only picks cells, --quick shows that it works.

Examples:
  lyrebird reproduce --table 2 --dry-run
  lyrebird reproduce --table 2 --only SmallCNNmean SmallUCNN/Sup1000 --seeds 3 --data data/
  lyrebird reproduce --table 3 --only ReLU --queue redis://10.0.0.5:6379`;

export function addReproduceCommand(program: Command, exit: Exit): void {
  const command = program
    .command('reproduce')
    .summary("train the cells of the paper's tables")
    .description("Trains the cells of one of the paper's tables, and compares.")
    .addOption(new Option('--table <number>', 'which table').choices(PAPER_TABLES).makeOptionMandatory())
    .option('--only <cells...>', 'rows, columns, or cells as row/column (default: all)', listOf, [])
    .option('--seeds <n>', 'seeds of each cell: 1 to n (default: 5)', wholeNumber(1))
    .option('--steps <n>', 'length of a trial in steps (default: as the task has it)', wholeNumber(1))
    .option('--quick', '200 steps and one seed: accuracies mean nothing, but every cell has run')
    .option('--dry-run', 'train nothing: list the cells, and how long they would take on this machine')
    .option('-o, --out <folder>', 'where everything goes (default: runs/table-<number>)');
  addSweepOptions(command)
    .addHelpText('after', HELP)
    .action(async (flags: ReproduceFlags) => {
      const { reproduce } = await import('../reproduce/reproduce.js');
      exit(await reproduce(flags));
    });
}
