import { open } from 'node:fs/promises';
import { AudioFormatError } from '../../../src/errors.js';
import { readerOf } from '../wav/read.js';
import type { FfmpegReport } from './messages.js';
import { oggLinks } from './ogg.js';
import type { FfmpegProcess } from './process.js';

/** Padding makes the announced duration differ from that of the decoded frames; smaller differences are not damage. */
const DURATION_TOLERANCE_SECONDS = 0.25;
/** Smaller jumps are rounding, or an inaudible overlap. */
const JUMP_SECONDS = 1;
/** Packets that start an Ogg stream, at most; ffmpeg takes those of later links for damaged audio. */
const OGG_HEADER_PACKETS = 3;

/** A recording that has been decoded to its end. */
export interface DecodedFile {
  readonly file: string;
  readonly report: FfmpegReport;
  /** Whether its last bytes show that it is truncated. */
  readonly truncated: boolean;
  readonly seconds: number;
  readonly sampleRateHz: number;
}

/** Returns a warning of the most serious damage, and one of times that the recording does not follow. */
export async function damageWarnings(decoded: DecodedFile): Promise<string[]> {
  const { report, truncated, seconds, sampleRateHz } = decoded;
  const used = `used the ${seconds.toFixed(2)} s that could be`;
  const announced = report.durationSeconds;
  const jumps = report.jumps.map((samples) => samples / sampleRateHz);
  const leftOut = jumps.reduce((sum, by) => sum + Math.max(0, by), 0);
  const warnings: string[] = [];
  if (announced !== undefined && seconds + leftOut < announced - DURATION_TOLERANCE_SECONDS) {
    warnings.push(`truncated: its header announces ${announced.toFixed(2)} s; ${used} read`);
  } else if (truncated || (announced === undefined && report.endsEarly)) {
    warnings.push(`truncated: the file ends in the middle of the audio; ${used} read`);
  } else {
    const damage = report.damage - (report.damage > 0 ? await headersOfLaterLinks(decoded) : 0);
    const places = damage === 1 ? 'one place' : `${damage} places`;
    if (damage > 0) warnings.push(`damaged in ${places}; ${used} decoded (ffmpeg: ${report.firstDamage})`);
  }
  const jump = jumps.find((by) => Math.abs(by) >= JUMP_SECONDS);
  if (jump !== undefined) {
    warnings.push(`its times jump by ${jump.toFixed(2)} s; the times of detections count its samples instead`);
  }
  return warnings;
}

async function headersOfLaterLinks({ file, report }: DecodedFile): Promise<number> {
  if (report.container !== 'ogg') return 0;
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const later = Math.max(0, (await oggLinks(readerOf(handle), size)) - 1);
    return Math.min(report.damage, OGG_HEADER_PACKETS * later);
  } finally {
    await handle.close();
  }
}

/** Returns the error for a recording of which nothing was decoded. */
export function unreadable(file: string, { report, interruption }: FfmpegProcess): AudioFormatError {
  if (interruption !== undefined) return interrupted(file, interruption);
  if (report.noAudio) return new AudioFormatError(`${file}: has no audio stream`);
  const complaints = report.complaints;
  if (complaints.some((line) => line.includes('moov atom not found'))) {
    return new AudioFormatError(
      `${file}: incomplete: its index (moov) is missing, as in a recording that was interrupted`,
    );
  }
  const reason = complaints.length > 0 ? ` (ffmpeg: ${complaints.join('; ')})` : '';
  return new AudioFormatError(`${file}: not audio, or too damaged to decode${reason}`);
}

/** Returns the error for a recording that was not read to its end through no fault of its own. */
export function interrupted(file: string, interruption: string): AudioFormatError {
  return new AudioFormatError(`${file}: not read: ffmpeg ${interruption}; try again`);
}
