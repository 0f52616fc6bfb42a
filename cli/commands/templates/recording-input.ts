import { basename } from 'node:path';
import { audioSettingsOf } from '../../../audio/audio-settings.js';
import { findSegment } from '../../../audio/segments/index.js';
import { CheckpointError, ConfigError } from '../../../src/errors.js';
import type { ModelFolder } from '../../../src/train/index.js';
import type { ModelInputs, TemplatesFlags } from './types.js';

/**
 * Reads one segment of a recording: the one that starts at --at, or the loudest of the segments that are classified.
 * @throws ConfigError unless exactly one recording is named and --at lies in it, or if an option is for images only
 * @throws AudioFormatError if the recording cannot be read
 */
export async function recordingInput(
  folder: ModelFolder,
  files: readonly string[],
  flags: TemplatesFlags,
): Promise<ModelInputs> {
  const { path, manifest } = folder;
  if (manifest.audio === undefined) {
    throw new CheckpointError(`${path} is neither a model of recordings nor of images: its task is ${manifest.task}`);
  }
  const [file, ...more] = files;
  if (file === undefined || more.length > 0) {
    throw new ConfigError(
      `${path} is a model of recordings: expected one recording, got ${files.length === 0 ? 'none' : files.length}`,
    );
  }
  for (const option of ['split', 'data'] as const) {
    if (flags[option] !== undefined)
      throw new ConfigError(`--${option} is for models of images, but ${path} is a model of recordings`);
  }
  const settings = audioSettingsOf(folder);
  const { at, ffmpeg } = flags;
  const { segment, secondsRead } = await findSegment(file, settings, {
    ...(at !== undefined && { atSeconds: at }),
    ...(ffmpeg !== undefined && { ffmpeg }),
  });
  if (segment === undefined) {
    throw new ConfigError(`--at: expected a time below ${secondsRead.toFixed(2)} s, the end of ${file}, got ${at} s`);
  }
  const name = `${basename(file)} at ${segment.startSeconds.toFixed(2)} s`;
  return { source: file, sampleRateHz: settings.sampleRateHz, inputs: [{ name, label: null, x: segment.x }] };
}
