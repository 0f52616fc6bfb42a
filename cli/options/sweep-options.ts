import type { Command } from 'commander';
import { addCommonOptions, addDeviceOptions, addFfmpegOption } from './common-options.js';
import { collect, redisAddress, wholeNumber } from './parsers.js';

/** Options of every command that runs trials: what they have in common, and where they run. */
export function addSweepOptions(command: Command): Command {
  command
    .option('-d, --data <folder>', 'corpus of recordings, or folder with the files of an image data set')
    .option('--set <key=value...>', 'change settings of all trials; may be repeated', collect, [])
    .option('--parallel <n>', 'trials at a time (default: as many as fill the cores)', wholeNumber(1))
    .option('--threads <n>', 'engine threads of each trial (default: 1)', wholeNumber(1))
    .option('--queue <address>', 'leave the trials to workers: redis://host:port', redisAddress)
    .option('--json', 'one event a line on stdout');
  return addFfmpegOption(addDeviceOptions(addCommonOptions(command)));
}

/** What the trials' own command lines are given besides their settings. */
export function ffmpegArguments(ffmpeg: string | undefined): readonly string[] {
  return ffmpeg === undefined ? [] : ['--ffmpeg', ffmpeg];
}
