import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { inOrder } from '../../../src/concurrency.js';
import { AudioFormatError, LyrebirdError, oneLine } from '../../../src/errors.js';
import { systemErrorReason } from '../../../src/files/index.js';
import { readParts } from '../../decode/index.js';
import { encodeWav } from '../../decode/wav/index.js';
import { spectrogramPicture } from '../../pages/index.js';
import { CLIP_FOLDER } from '../../files/names.js';
import { isSameTime } from '../../results/index.js';
import { PAGE_FOLDER } from '../pages/names.js';
import type { FilePlan, OwnedFiles, PlannedFile } from '../owned-files.js';
import { createUniqueNames, safeName } from '../safe-name.js';
import type { ChosenDetections, Season, SeasonDetection } from '../tally/index.js';
import { createClipNames } from './clip-names.js';

/** Folder of the pictures of clips, in the results folder. */
const PICTURE_FOLDER = `${PAGE_FOLDER}/spectrograms`;

/** Sound before and after a detection. */
const PADDING_SECONDS = 1;
/** Of a longer detection, the beginning: it may be hours of song. */
const LONGEST_SECONDS = 30;
/** Bytes of the name of a species' folder. */
const SPECIES_BYTES = 60;
/** Changes when clips of the same detection become others. */
const CLIP_VERSION = 1;
/** Recordings that are read at the same time. */
const READ_AT_ONCE = 2;

/** Sound and picture of a detection. */
export interface Clip {
  /** Paths below the results folder, with `/`. */
  readonly sound: string;
  readonly picture: string;
  /** Part of the recording that is heard. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Part of the recording that the picture shows, up to a frequency. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly topHz: number;
}

/** Clips of chosen detections. */
export interface Clips {
  /** The clip of a detection, or why there is none, in a few words. */
  of(detection: SeasonDetection): Clip | string;
}

/** What clips are made from. */
export interface ClipInput {
  readonly season: Season;
  /** By species, in the order of `season.species`. */
  readonly chosen: readonly ChosenDetections[];
  /** Path of an ffmpeg to use; by default, the program finds one. */
  readonly ffmpeg?: string;
  /** Once aborted, no more clips are cut; those of earlier runs stay. */
  readonly signal?: AbortSignal;
  /** Called with a line for each recording whose clips cannot be cut. */
  readonly onMissing?: (file: string, reason: string) => void;
  /** Called with the number of recordings that were read for clips, and of those to read. */
  readonly onProgress?: (recordings: number, all: number) => void;
}

/** A clip, before it is cut. */
export interface PlannedClip {
  readonly detection: SeasonDetection;
  readonly sound: FilePlan;
  readonly picture: FilePlan;
}

/** What the list of files says of a clip. */
const note = z.object({
  startSeconds: z.number(),
  endSeconds: z.number(),
  fromSeconds: z.number(),
  toSeconds: z.number(),
  topHz: z.number(),
});
type Note = z.infer<typeof note>;

/** Plans the files of clips, to be written by `writeClips`. */
export async function planClips(files: OwnedFiles, { season, chosen }: ClipInput): Promise<readonly PlannedClip[]> {
  const stamps = await stampsOf(season, chosen);
  const folders = createUniqueNames();
  const folderOf = new Map(
    [...season.species]
      .sort((a, b) => (a.species < b.species ? -1 : 1))
      .map(({ species }) => [species, folders.take(safeName(species, SPECIES_BYTES))] as const),
  );
  const wanted = season.species.flatMap(({ species }, index) => {
    const names = createClipNames(season);
    const { best, median, least } = chosen[index]!;
    return [...best, ...median, ...least].map((detection) => ({
      detection,
      name: `${folderOf.get(species)!}/${names.nameOf(detection)}`,
      ...sourceOf(season, detection, stamps),
    }));
  });
  const plans = await files.plan(
    wanted.flatMap(({ name, source, isCurrent }): PlannedFile[] => [
      { name: `${CLIP_FOLDER}/${name}.wav`, source, isCurrent, mayBeRenamed: true },
      { name: `${PICTURE_FOLDER}/${name}.png`, source, isCurrent, mayBeRenamed: true },
    ]),
  );
  return wanted.map(({ detection }, index) => ({
    detection,
    sound: plans[2 * index]!,
    picture: plans[2 * index + 1]!,
  }));
}

/**
 * Cuts the planned clips from their recordings, unless they are there from an earlier run. Reads each recording once.
 * One that is gone or cannot be read gives no clips, and is reported; what earlier runs cut from it stays.
 * @throws OutputError if a clip cannot be written
 */
export async function writeClips(
  files: OwnedFiles,
  planned: readonly PlannedClip[],
  { season, ffmpeg, signal, onMissing, onProgress }: ClipInput,
): Promise<Clips> {
  const clips = new Map<SeasonDetection, Clip | string>();
  const missing = new Map<number, PlannedClip[]>();
  for (const clip of planned) {
    const existing = existingClip(clip);
    if (existing) {
      clips.set(clip.detection, existing);
      files.keep(existing.sound);
      files.keep(existing.picture);
    } else {
      const { recording } = clip.detection;
      missing.set(recording, [...(missing.get(recording) ?? []), clip]);
    }
  }
  let done = 0;
  const work = async ([recording, wanted]: [number, PlannedClip[]]): Promise<void> => {
    const reason = await cutAll(recording, wanted).catch((error: unknown) =>
      signal?.aborted ? INTERRUPTED : reasonOf(error, season, recording),
    );
    for (const { detection, sound, picture } of wanted) {
      if (clips.has(detection)) continue;
      clips.set(detection, reason ?? 'it is too short');
      for (const { name } of [sound, picture]) if (name !== undefined) files.giveUp(name);
    }
    if (reason !== undefined && signal?.aborted !== true) onMissing?.(season.recordings[recording]!.file, reason);
    onProgress?.(++done, missing.size);
  };
  const cutAll = async (recording: number, wanted: readonly PlannedClip[]): Promise<string | undefined> => {
    if (signal?.aborted) return INTERRUPTED;
    const { path } = season.recordings[recording]!;
    for (const [channel, group] of byChannel(wanted)) {
      const options = {
        ...(channel > 0 && { channel: channel - 1 }),
        ...(ffmpeg !== undefined && { ffmpeg }),
        ...(signal && { signal }),
      };
      const parts = group.map(({ detection }) => partOf(detection));
      for await (const { index, samples, sampleRateHz, startSeconds } of readParts(path, parts, options)) {
        if (samples.length === 0) continue;
        const { detection, sound, picture } = group[index]!;
        const endSeconds = startSeconds + samples.length / sampleRateHz;
        const { png, ...shown } = spectrogramPicture({ samples, sampleRateHz, startSeconds });
        const heard: Note = { startSeconds, endSeconds, ...shown };
        await files.write(sound.name!, encodeWav(samples, sampleRateHz), heard);
        await files.write(picture.name!, png);
        clips.set(detection, { sound: sound.name!, picture: picture.name!, ...heard });
      }
    }
    return undefined;
  };
  for await (const _ of inOrder(missing, work, { width: READ_AT_ONCE }));
  return { of: (detection) => clips.get(detection) ?? 'it was not asked for' };
}

const INTERRUPTED = 'the run was interrupted';

/** The part of a recording that a clip shows. */
function partOf({ startSeconds, endSeconds }: SeasonDetection) {
  return {
    startSeconds: startSeconds - PADDING_SECONDS,
    endSeconds: Math.min(endSeconds, startSeconds + LONGEST_SECONDS) + PADDING_SECONDS,
  };
}

function existingClip({ sound, picture }: PlannedClip): Clip | undefined {
  if (!sound.isUpToDate || !picture.isUpToDate) return undefined;
  const heard = note.safeParse(sound.note).data;
  return heard && { sound: sound.name!, picture: picture.name!, ...heard };
}

/** Clips by channel, from 1; 0: the mean of all. */
function byChannel(clips: readonly PlannedClip[]): ReadonlyMap<number, readonly PlannedClip[]> {
  const groups = new Map<number, PlannedClip[]>();
  for (const clip of clips) {
    const channel = clip.detection.channel ?? 0;
    groups.set(channel, [...(groups.get(channel) ?? []), clip]);
  }
  return groups;
}

/** Size and time of a recording. */
interface Stamp {
  readonly size: number;
  readonly mtimeMs: number;
}

/** Stamps of the recordings with a chosen detection: a clip is cut again if they change. */
async function stampsOf(
  { recordings }: Season,
  chosen: readonly ChosenDetections[],
): Promise<ReadonlyMap<number, Stamp>> {
  const used = new Set(chosen.flatMap(({ best, median, least }) => [...best, ...median, ...least]).map(recordingOf));
  const stamps = new Map<number, Stamp>();
  for (const index of used) {
    const stats = await stat(recordings[index]!.path).catch(() => undefined);
    if (stats) stamps.set(index, { size: stats.size, mtimeMs: stats.mtimeMs });
  }
  return stamps;
}

function recordingOf({ recording }: SeasonDetection): number {
  return recording;
}

/** What a clip is made from. If its recording is gone, the clip of an earlier run stays. */
function sourceOf({ recordings }: Season, detection: SeasonDetection, stamps: ReadonlyMap<number, Stamp>) {
  const { recording, startSeconds, endSeconds, channel = 0 } = detection;
  const part = `${JSON.stringify([CLIP_VERSION, recordings[recording]!.key, startSeconds, endSeconds, channel])} `;
  const stamp = stamps.get(recording);
  return {
    source: stamp ? `${part}${stamp.size} ${stamp.mtimeMs}` : part,
    isCurrent: (known: string) => known.startsWith(part) && (!stamp || isOf(stamp, known.slice(part.length))),
  };
}

function isOf({ size, mtimeMs }: Stamp, text: string): boolean {
  const [knownSize, knownTime] = text.split(' ').map(Number);
  return knownSize === size && isSameTime(knownTime!, mtimeMs);
}

function reasonOf(error: unknown, { recordings }: Season, recording: number): string {
  const { path } = recordings[recording]!;
  if (error instanceof AudioFormatError || (error instanceof Error && 'syscall' in error)) {
    const message = oneLine(error instanceof LyrebirdError ? error.message : systemErrorReason(error));
    return message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
  }
  throw error;
}
