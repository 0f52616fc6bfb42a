import { createHash } from 'node:crypto';
import { lstat, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { refuseLinks } from '../../../src/files/index.js';
import { openOutputFile, readOutputSource, type OutputFile, type OutputSource } from './output-file.js';

/** Folder of the files, in a results folder. */
export const PARTIAL_FOLDER = '.lyrebird.partial';

/** A recording, by what shows that it has not changed. */
export interface RecordingFile {
  /** Absolute. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** What a pass over a recording adds to its source. */
export type PassSource = Omit<OutputSource, keyof RecordingFile>;

/** The network's outputs for a recording that is being classified. */
export interface RecordingOutputs {
  /** Opens the outputs of a pass over one channel, or over the mean of all. */
  pass(source: PassSource): Promise<OutputFile>;
  /** Keeps the outputs for another run. */
  close(): Promise<void>;
  /** Deletes the outputs: the recording has a result, or cannot have one. */
  remove(): Promise<void>;
}

/**
 * The network's outputs for recordings that are not finished, one file each. A run that is killed in the middle of a
 * long recording leaves them behind. The next decodes the recording again, but runs the network only for the rest.
 */
export interface PartialOutputs {
  of(recording: RecordingFile): RecordingOutputs;
  /** Deletes the folder if nothing is in it. */
  close(): Promise<void>;
}

const NAME = /^[0-9a-f]{32}\.outputs$/;

/**
 * Opens the files in a folder that this process has locked. Deletes those of other models, and of recordings that have
 * changed or are gone.
 * @param secondsBetweenWrites after which outputs are on disk; default: some seconds
 * @throws OutputError if the folder is a symbolic link
 */
export async function openPartialOutputs(
  folder: string,
  fingerprint: string,
  secondsBetweenWrites?: number,
): Promise<PartialOutputs> {
  await refuseLinks(folder, [PARTIAL_FOLDER]);
  const path = join(folder, PARTIAL_FOLDER);
  const names = await readdir(path).catch(() => []);
  /** Files of earlier runs, by recording. */
  const left = new Map<string, string[]>();
  for (const name of names.filter((entry) => NAME.test(entry))) {
    const file = join(path, name);
    const isFile = (await lstat(file).catch(() => undefined))?.isFile() === true;
    const source = isFile ? await readOutputSource(file) : undefined;
    const isUsable = source?.fingerprint === fingerprint && (await isUnchanged(source));
    if (isUsable) left.set(source.path, [...(left.get(source.path) ?? []), file]);
    else await rm(file, { force: true, recursive: true });
  }
  return {
    of(recording) {
      const files: OutputFile[] = [];
      return {
        async pass(source) {
          const { path: recordingPath, size, mtimeMs } = recording;
          const whole = { path: recordingPath, size, mtimeMs, ...source };
          const file = await openOutputFile(
            join(path, nameOf(recordingPath, source.channel)),
            whole,
            secondsBetweenWrites,
          );
          files.push(file);
          return file;
        },
        async close() {
          for (const file of files) await file.close();
        },
        async remove() {
          for (const file of files) await file.remove();
          // Such as those of another channel, or of a run that was killed when it had just saved the result.
          for (const file of left.get(recording.path) ?? []) await rm(file, { force: true });
          left.delete(recording.path);
        },
      };
    },
    close: () => rmdir(path).catch(() => undefined),
  };
}

function nameOf(path: string, channel: number | null): string {
  const hash = createHash('sha256').update(JSON.stringify([path, channel]));
  return `${hash.digest('hex').slice(0, 32)}.outputs`;
}

async function isUnchanged({ path, size, mtimeMs }: RecordingFile): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.size === size && stats.mtimeMs === mtimeMs;
}
