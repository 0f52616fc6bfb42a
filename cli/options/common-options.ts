import { Option, type Command } from 'commander';
import type { EngineOptions } from '../../src/engine/index.js';
import { wholeNumber } from './parsers.js';

/** Options that every command takes. */
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
    .option('--no-color', 'no colours; NO_COLOR in the environment means the same')
    .option('-q, --quiet', 'errors and warnings only');
}

export function addEngineOptions(command: Command, threads = 'threads of one run (default: 0, all cores)'): Command {
  return addDeviceOptions(command).option('--threads <n>', threads, wholeNumber(0));
}

/** Which engine and device, without its threads. */
export function addDeviceOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--engine <name>', 'what runs the network (default: auto, which is compiled)').choices([
        'auto',
        'compiled',
        'eager',
      ]),
    )
    .addOption(
      new Option('--device <name>', 'where it runs (default: auto, which is the CPU)').choices([
        'auto',
        'cpu',
        'webgpu',
        'gpu',
      ]),
    );
}

/** What was asked for, and nothing else: a configuration file may say the rest. */
export function engineOptions({ engine, device, threads }: EngineFlags): EngineOptions {
  return {
    ...(engine !== undefined && { engine }),
    ...(device !== undefined && { device }),
    ...(threads !== undefined && { threads }),
  };
}

export function addFfmpegOption(command: Command): Command {
  return command.option('--ffmpeg <path>', 'ffmpeg for all that is not plain WAV; FFMPEG_PATH means the same');
}
