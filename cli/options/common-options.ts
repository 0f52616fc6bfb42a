import { Option, type Command } from 'commander';
import { type EngineOptions, threadsNotice } from '../../src/engine/index.js';
import { sayWarning } from '../ui/streams.js';
import { wholeNumber } from './parsers.js';

/** Options of every command. */
export interface CommonOptions {
  readonly color: boolean;
  readonly quiet?: true;
}

export interface EngineFlags {
  readonly engine?: NonNullable<EngineOptions['engine']>;
  readonly device?: NonNullable<EngineOptions['device']>;
  readonly threads?: number;
}

export function addCommonOptions(command: Command): Command {
  return command
    .option('--no-color', 'print without colours (same as the environment variable NO_COLOR)')
    .option('-q, --quiet', 'print errors and warnings only');
}

export function addEngineOptions(command: Command, threads = 'engine threads (default: 0, one per core)'): Command {
  return addDeviceOptions(command).option('--threads <n>', threads, wholeNumber(0));
}

/** Adds --engine and --device, without --threads. */
export function addDeviceOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--engine <name>', 'engine that runs the network (default: auto, the compiled engine)').choices([
        'auto',
        'compiled',
        'eager',
      ]),
    )
    .addOption(
      new Option('--device <name>', 'device that runs the network (default: auto, the CPU)').choices([
        'auto',
        'cpu',
        'webgpu',
        'gpu',
      ]),
    );
}

/** Returns only the options that were given. Says so if fewer threads run than were asked for. */
export function engineOptions(flags: EngineFlags): EngineOptions {
  const notice = threadsNotice({ ...flags, shards: 1 });
  if (notice !== undefined) sayWarning({ message: notice });
  return givenEngineOptions(flags);
}

/** Returns only the options that were given; a configuration file may set the rest. */
export function givenEngineOptions({ engine, device, threads }: EngineFlags): EngineOptions {
  return {
    ...(engine !== undefined && { engine }),
    ...(device !== undefined && { device }),
    ...(threads !== undefined && { threads }),
  };
}

export function addFfmpegOption(command: Command): Command {
  return command.option(
    '--ffmpeg <path>',
    'ffmpeg that decodes everything but plain WAV (default: FFMPEG_PATH, else one from install-native, on PATH, ' +
      'or of the npm package)',
  );
}
