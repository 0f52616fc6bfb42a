import type { Command } from 'commander';
import type { WorkerFlags } from './worker.js';
import { addCommonOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { redisAddress, wholeNumber } from '../../options/parsers.js';

const HELP = `
Takes trials of lyrebird sweep --queue (or reproduce --queue) from a Redis server and runs them, until it is stopped. Results travel through
the queue, so machines need share no disk; each needs its own copy of the data, named by --data if it does not lie where the sweep has it.

Ctrl+C saves what runs and gives it back to the queue. A worker that is killed loses nothing either: after --lost-after seconds another
one takes its trials up. It starts them again, unless both keep their runs in the same folder: then it goes on from the last checkpoint.

Examples:
  lyrebird worker --queue redis://10.0.0.5:6379 --data recordings/
  lyrebird worker --queue redis://10.0.0.5:6379 --parallel 4 --out /shared/trials`;

export function addWorkerCommand(program: Command, exit: Exit): void {
  const command = program
    .command('worker')
    .summary('run trials of sweeps on other machines')
    .description('Runs trials that lyrebird sweep --queue leaves to workers, on any number of machines.')
    .requiredOption('--queue <address>', 'where the trials are: redis://host:port', redisAddress)
    .option('-d, --data <folder>', 'where the data lies on this machine (default: where the sweep has it)')
    .option('--parallel <n>', 'trials at a time (default: one for each core)', wholeNumber(1))
    .option('-o, --out <folder>', 'where runs are kept, to go on from', 'runs/worker')
    .option('--lost-after <seconds>', 'silence after which a worker has lost its trials to others', wholeNumber(1), 30)
    .addHelpText('after', HELP);
  addFfmpegOption(addCommonOptions(command)).action(async (flags: WorkerFlags) => {
    const { worker } = await import('./worker.js');
    exit(await worker(flags));
  });
}
