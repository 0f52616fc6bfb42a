import type { Command } from 'commander';
import type { SweepFlags } from './sweep.js';
import type { Exit } from '../../options/exit.js';
import { wholeNumber } from '../../options/parsers.js';
import { addSweepOptions } from '../../options/sweep-options.js';

const HELP = `
Trains every combination of the grid's values with seeds 1 to --seeds. Each trial is a run of its own, OUT/trials/<cell>/seed-<n>, as
lyrebird train makes it; it has one engine thread, so that its result does not depend on how many run side by side.

OUT/results.csv has a row a trial; OUT/summary.csv and summary.json mean and sample standard deviation over seeds, a row a cell. The best
cell is the one with the best accuracy on held-out data, never on the test set, unless there is no held-out data; it says by which.

Killed at any moment, the same command goes on: finished trials are counted once and not run again, others go on from their checkpoints.
More values or seeds may be asked for later; cells that are no longer asked for stay where they are, and are not counted.

With --queue, trials run wherever a lyrebird worker of the same queue does, on any number of machines.

Examples:
  lyrebird sweep --task bird10 --data recordings/ --grid loss.alpha=0.5,0.7,1 loss.beta=0.2,0.3 --seeds 5
  lyrebird sweep --task bird10 --data recordings/ --grid optimiser.learningRate=0.001,0.003 --set train.epochs=20 --out runs/rates
  lyrebird sweep --task bird10 --grid loss.alpha=0.5,0.7 --seeds 10 --queue redis://10.0.0.5:6379`;

export function addSweepCommand(program: Command, exit: Exit): void {
  const command = program
    .command('sweep')
    .summary('train every combination of some settings, several seeds each')
    .description('Trains a grid of settings with several seeds each, in parallel, and tells mean and spread.')
    .option('-t, --task <name>', 'experiment that comes with Lyrebird, such as bird10 or mnist')
    .option('-c, --config <file>', 'configuration file (YAML), instead of --task')
    .option('-g, --grid <key=values...>', 'settings to vary, such as loss.alpha=0.3,0.5 loss.beta=0.2,0.3', [])
    .option('--seeds <n>', 'seeds of each combination: 1 to n', wholeNumber(1), 1)
    .option('--epochs <n>', 'length of a trial in passes over the training examples', wholeNumber(1))
    .option('--steps <n>', 'length of a trial in steps, instead', wholeNumber(1))
    .option('-o, --out <folder>', 'where everything goes (default: runs/sweep-<task>)');
  addSweepOptions(command)
    .addHelpText('after', HELP)
    .action(async (flags: SweepFlags) => {
      const { sweep } = await import('./sweep.js');
      exit(await sweep(flags));
    });
}
