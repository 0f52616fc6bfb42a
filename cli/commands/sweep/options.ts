import type { Command } from 'commander';
import type { SweepFlags } from './sweep.js';
import type { Exit } from '../../options/exit.js';
import { wholeNumber } from '../../options/parsers.js';
import { addSweepOptions } from '../../options/sweep-options.js';

const HELP = `
Every combination of grid values (a cell) is trained with --seeds consecutive
seeds, from --seed on. Each trial is a training run in
OUT/trials/<cell>/seed-<n>. It uses one engine thread, so its result does not
depend on how many trials run in parallel.

OUT/results.csv has one row per trial. OUT/summary.csv and summary.json have one
row per cell: mean and sample standard deviation over seeds. The best cell has
the highest accuracy on held-out data; the test set is used only if nothing is
held out, and the table names which of the two was used. A grid of two settings
is also drawn as a map: OUT/map.svg, map.png and map.csv.

If a sweep is interrupted or killed, run the same command again: finished trials
are kept, unfinished ones continue from their checkpoints. Values and seeds may
be added later. Cells that are no longer in the grid, and other seeds, stay on
disk and are not counted.

With --queue, the trials run on any number of machines, wherever lyrebird worker
reads the same queue.

Examples:
  lyrebird sweep --task bird10 --data recordings/ \\
      --grid loss.alpha=0.5,0.7,1 loss.beta=0.2,0.3 --seeds 5
  lyrebird sweep --task bird10 --data recordings/ --out runs/rates \\
      --grid optimiser.learningRate=0.001,0.003 --set train.epochs=20
  lyrebird sweep --task bird10 --grid loss.alpha=0.5,0.7 --seeds 10 \\
      --queue redis://10.0.0.5:6379`;

export function addSweepCommand(program: Command, exit: Exit): void {
  const command = program
    .command('sweep')
    .summary('train a grid of settings with several seeds')
    .description('Trains every combination of settings with several seeds, in parallel, and prints mean and deviation.')
    .option('-t, --task <name>', 'experiment that comes with Lyrebird, such as bird10 or mnist')
    .option('-c, --config <file>', 'configuration file (YAML), instead of --task')
    .option('-g, --grid <key=values...>', 'settings to vary, such as loss.alpha=0.3,0.5 loss.beta=0.2,0.3', [])
    .option('--seed <n>', 'first random seed (default: as configured, 1)', wholeNumber(0))
    .option('--seeds <n>', 'seeds per combination, consecutive from --seed', wholeNumber(1), 1)
    .option('--epochs <n>', 'passes over the training examples per trial (default: as configured)', wholeNumber(1))
    .option('--steps <n>', 'training steps per trial, instead of --epochs', wholeNumber(1))
    .option('-o, --out <folder>', 'output folder (default: runs/sweep-<task>)');
  addSweepOptions(command)
    .addHelpText('after', HELP)
    .action(async (flags: SweepFlags) => {
      const { sweep } = await import('./sweep.js');
      exit(await sweep(flags));
    });
}
