import type { Command } from 'commander';
import type { WorkerFlags } from './worker.js';
import { addCommonOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { redisAddress, wholeNumber } from '../../options/parsers.js';

const HELP = `
A worker takes work from a Redis server until it is stopped. Results return
through the queue. Anyone who can reach the server can submit work: do not expose
it.

Trials
  of lyrebird sweep --queue or reproduce --queue. The machines need no shared
  disk, but each needs its own copy of the data; give its path with --data if it
  differs from that of the sweep. Ctrl+C saves the running trials and returns
  them to the queue. If a worker is killed, another worker takes over its trials
  after --lost-after seconds. It restarts them, or continues from the last
  checkpoint if both workers share the --out folder.

Recordings
  of lyrebird classify --queue, with --recordings and --model. The worker reads
  recordings below --recordings only: a folder that all machines share, or a copy
  with the same subfolders as the folder that is classified. --model is the model
  of classify, or a folder that holds it by name; a worker with another model
  refuses the work. A recording during which three workers die is given up, and
  classify reports it as failed.

Examples:
  lyrebird worker --queue redis://10.0.0.5:6379 --data recordings/
  lyrebird worker --queue redis://10.0.0.5:6379 --parallel 4 --out /shared/trials
  lyrebird worker --queue redis://10.0.0.5:6379 --recordings /data/season --model runs/birds`;

export function addWorkerCommand(program: Command, exit: Exit): void {
  const command = program
    .command('worker')
    .summary('run trials of a sweep, or classify recordings, for other machines')
    .description('Does the work of lyrebird sweep, reproduce and classify --queue, on any number of machines.')
    .requiredOption('--queue <url>', 'Redis server that holds the work: redis://host:port', redisAddress)
    .option('-d, --data <folder>', "folder of the data on this machine (default: the sweep's path)")
    .option('--recordings <folder>', 'classify recordings below this folder, in place of trials')
    .option('-m, --model <folder>', 'model for the recordings, or a folder of models')
    .option(
      '--parallel <n>',
      'trials or recordings at a time (default: one trial per core, two recordings)',
      wholeNumber(1),
    )
    .option(
      '--threads <n>',
      'threads that run the network on recordings (default: 0, all cores, at most 8)',
      wholeNumber(0),
    )
    .option(
      '-o, --out <folder>',
      'folder of runs and checkpoints, and of outputs of unfinished recordings',
      'runs/worker',
    )
    .option(
      '--lost-after <seconds>',
      'time without a sign of life after which other workers take over the work',
      wholeNumber(1),
      30,
    )
    .addHelpText('after', HELP);
  addFfmpegOption(addCommonOptions(command)).action(async (flags: WorkerFlags) => {
    const { worker } = await import('./worker.js');
    exit(await worker(flags));
  });
}
