import { jumpOf } from './timeline.js';

/** Properties of a recording, parsed from ffmpeg's messages. */
export interface FfmpegReport {
  readonly container?: string;
  readonly codec?: string;
  /**
   * Duration of the audio stream that the header states; absent if ffmpeg estimates it from the bit rate, or if the
   * header only states that of a whole film.
   */
  readonly durationSeconds?: number;
  /** Whether ffmpeg has finished describing its input. */
  readonly complete: boolean;
  /** Number of messages about damage. */
  readonly damage: number;
  readonly firstDamage?: string;
  /** Whether ffmpeg found the file to end too early. */
  readonly endsEarly: boolean;
  /** Jumps of the container's times, in samples, that the recording does not follow. */
  readonly jumps: readonly number[];
  /** Number of the signal that ended ffmpeg; absent if none did. */
  readonly stoppedBy?: string;
  /** Whether ffmpeg found no audio stream in the file. */
  readonly noAudio: boolean;
  /** The last messages that explain why nothing could be decoded. */
  readonly complaints: readonly string[];
}

/** Parses ffmpeg's messages line by line, independent of its version. */
export function createReport(): FfmpegReport & { add(line: string): void } {
  let inInput = false;
  let estimated = false;
  let hasVideo = false;
  let inFirstAudio = false;
  let ofContainer: number | undefined;
  let ofAudio: number | undefined;
  const report = {
    container: undefined as string | undefined,
    codec: undefined as string | undefined,
    get durationSeconds() {
      return ofAudio ?? (estimated || hasVideo ? undefined : ofContainer);
    },
    complete: false,
    damage: 0,
    firstDamage: undefined as string | undefined,
    endsEarly: false,
    jumps: [] as number[],
    stoppedBy: undefined as string | undefined,
    noAudio: false,
    complaints: [] as string[],

    add(line: string): void {
      const input = /^Input #0, (.+), from /.exec(line);
      const jump = jumpOf(line);
      const signal = /received signal (\d+)/.exec(line)?.[1];
      if (input) {
        inInput = true;
        report.container = input[1];
      } else if (jump !== undefined) {
        report.jumps.push(jump);
      } else if (signal !== undefined) {
        report.stoppedBy = signal;
      } else if (/^(Stream mapping:|Output #0)/.test(line)) {
        inInput = false;
        report.complete ||= line.startsWith('Output');
      } else if (inInput && line.startsWith(' ')) {
        addInput(line);
      } else if (/Estimating duration from bitrate/.test(line)) {
        estimated = true;
      } else if (/matches no streams|does not contain any stream/.test(line)) {
        report.noAudio = true;
      } else if (DAMAGE.test(line)) {
        report.damage++;
        report.firstDamage ??= cleaned(line);
      }
      report.endsEarly ||= !inInput && ENDS_EARLY.test(line);
      if (COMPLAINT.test(line) || DAMAGE.test(line)) {
        report.complaints.push(cleaned(line));
        if (report.complaints.length > 4) report.complaints.shift();
      }
    },
  };

  const addInput = (line: string): void => {
    if (/^ +Stream #0/.test(line)) {
      const codec = /: Audio: (\w+)/.exec(line)?.[1];
      inFirstAudio = codec !== undefined && report.codec === undefined;
      report.codec ??= codec;
      hasVideo ||= /: Video: /.test(line) && !COVER_ART.test(line);
      return;
    }
    // A container's line, and the tag that Matroska keeps for each stream.
    ofContainer ??= secondsOf(/^ +Duration: ([\d:.]+)/.exec(line)?.[1]);
    if (inFirstAudio) ofAudio ??= secondsOf(/^ +DURATION(?:-\w+)? *: ([\d:.]+)/.exec(line)?.[1]);
  };
  return report as FfmpegReport & { add(line: string): void };
}

function secondsOf(time: string | undefined): number | undefined {
  const parts = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(time ?? '');
  return parts ? Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3]) : undefined;
}

/** Pictures that audio files carry; old versions of ffmpeg do not call them attached. */
const COVER_ART = /attached pic|: Video: (mjpeg|png|bmp|gif)\b/;

const DAMAGE = new RegExp(
  'error while decoding|error submitting|decode_frame\\(\\) failed|header missing|invalid residual|corrupt|' +
    'partial file|invalid data found|exhausted|overread|crc (?:mismatch|error)|invalid (?:frame|new backstep|sync)|' +
    'sync code|truncat|ffmpeg crashed',
  'i',
);
const ENDS_EARLY = /partial file|ended prematurely|truncat/i;
const COMPLAINT =
  /moov atom not found|invalid argument|could not|cannot|unable|unknown|unsupported|not found|failed|denied/i;

/** Removes ffmpeg's memory addresses, and the file name, which the caller adds. */
function cleaned(line: string): string {
  return line
    .replace(/^\[(\S+) @ 0x[0-9a-f]+\] /, '$1: ')
    .replace(/^file:.*?: (?=\S+ )/, '')
    .trim();
}
