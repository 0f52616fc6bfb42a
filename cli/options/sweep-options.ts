import type { Command } from 'commander';
import { addCommonOptions, addDeviceOptions, addFfmpegOption } from './common-options.js';
import { collect, redisAddress, wholeNumber } from './parsers.js';

/** Adds the options of every command that runs trials: settings of all trials, and where they run. */
export function addSweepOptions(command: Command): Command {
  command
    .option('-d, --data <folder>', 'corpus of recordings, or folder of an image data set')
    .option('--set <key=value...>', 'change settings of all trials; may be repeated', collect, [])
    .option('--parallel <n>', 'trials that run at a time (default: as many as the cores allow)', wholeNumber(1))
    .option('--threads <n>', 'engine threads per trial (default: 1)', wholeNumber(1))
    .option(
      '--queue <url>',
      'send the trials to lyrebird worker through a Redis server: redis://host:port',
      redisAddress,
    )
    .option('--json', 'print one JSON event per line on stdout');
  return addFfmpegOption(addDeviceOptions(addCommonOptions(command)));
}

/** Returns the arguments that a trial's command line gets besides its settings. */
export function ffmpegArguments(ffmpeg: string | undefined): readonly string[] {
  return ffmpeg === undefined ? [] : ['--ffmpeg', ffmpeg];
}
