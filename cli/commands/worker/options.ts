import type { Command } from 'commander';
import type { WorkerFlags } from './worker.js';
import { addCommonOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { redisAddress, wholeNumber } from '../../options/parsers.js';

const HELP = `
A worker takes trials of lyrebird sweep --queue or reproduce --queue from a
Redis server and runs them until it is stopped. Results return through the
queue, so the machines need no shared disk. Each machine needs its own copy of
the data; give its path with --data if it differs from that of the sweep.

Ctrl+C saves the running trials and returns them to the queue. If a worker is
killed, another worker takes over its trials after --lost-after seconds. It
restarts them, or continues from the last checkpoint if both workers share the
--out folder.

Examples:
  lyrebird worker --queue redis://10.0.0.5:6379 --data recordings/
  lyrebird worker --queue redis://10.0.0.5:6379 --parallel 4 --out /shared/trials`;

export function addWorkerCommand(program: Command, exit: Exit): void {
  const command = program
    .command('worker')
    .summary('run the trials of a sweep on this machine')
    .description('Runs trials of lyrebird sweep --queue or reproduce --queue, on any number of machines.')
    .requiredOption('--queue <url>', 'Redis server that holds the trials: redis://host:port', redisAddress)
    .option('-d, --data <folder>', "folder of the data on this machine (default: the sweep's path)")
    .option('--parallel <n>', 'trials that run at a time (default: one per core)', wholeNumber(1))
    .option('-o, --out <folder>', 'folder of the runs and their checkpoints', 'runs/worker')
    .option(
      '--lost-after <seconds>',
      'time without a sign of life after which other workers take over the trials',
      wholeNumber(1),
      30,
    )
    .addHelpText('after', HELP);
  addFfmpegOption(addCommonOptions(command)).action(async (flags: WorkerFlags) => {
    const { worker } = await import('./worker.js');
    exit(await worker(flags));
  });
}
