/** Properties of a recording, parsed from ffmpeg's messages. */
export interface FfmpegReport {
  readonly container?: string;
  readonly codec?: string;
  /** Duration stated by the container; absent if ffmpeg estimates it from the bit rate. */
  readonly durationSeconds?: number;
  /** Whether ffmpeg has finished describing its input. */
  readonly complete: boolean;
  /** Number of messages about damage. */
  readonly damage: number;
  readonly firstDamage?: string;
  /** Whether ffmpeg found no audio stream in the file. */
  readonly noAudio: boolean;
  /** The last messages that explain why nothing could be decoded. */
  readonly complaints: readonly string[];
}

/** Parses ffmpeg's messages line by line, independent of its version. */
export function createReport(): FfmpegReport & { add(line: string): void } {
  let inInput = false;
  let estimated = false;
  let duration: number | undefined;
  const report = {
    container: undefined as string | undefined,
    codec: undefined as string | undefined,
    get durationSeconds() {
      return estimated ? undefined : duration;
    },
    complete: false,
    damage: 0,
    firstDamage: undefined as string | undefined,
    noAudio: false,
    complaints: [] as string[],

    add(line: string): void {
      const input = /^Input #0, (.+), from /.exec(line);
      if (input) {
        inInput = true;
        report.container = input[1];
      } else if (/^(Stream mapping:|Output #0)/.test(line)) {
        inInput = false;
        report.complete ||= line.startsWith('Output');
      } else if (inInput && line.startsWith(' ')) {
        const time = /^ +Duration: (\d+):(\d+):(\d+(?:\.\d+)?)/.exec(line);
        if (time) duration = Number(time[1]) * 3600 + Number(time[2]) * 60 + Number(time[3]);
        report.codec ??= /^ +Stream #0.*?: Audio: ([\w]+)/.exec(line)?.[1];
      } else if (/Estimating duration from bitrate/.test(line)) {
        estimated = true;
      } else if (/matches no streams|does not contain any stream/.test(line)) {
        report.noAudio = true;
      } else if (DAMAGE.test(line)) {
        report.damage++;
        report.firstDamage ??= cleaned(line);
      }
      if (COMPLAINT.test(line) || DAMAGE.test(line)) {
        report.complaints.push(cleaned(line));
        if (report.complaints.length > 4) report.complaints.shift();
      }
    },
  };
  return report as FfmpegReport & { add(line: string): void };
}

const DAMAGE = new RegExp(
  'error while decoding|error submitting|decode_frame\\(\\) failed|header missing|invalid residual|corrupt|' +
    'partial file|invalid data found|exhausted|overread|crc (?:mismatch|error)|invalid (?:frame|new backstep|sync)|' +
    'sync code|truncat',
  'i',
);
const COMPLAINT =
  /moov atom not found|invalid argument|could not|cannot|unable|unknown|unsupported|not found|failed|denied/i;

/** Removes ffmpeg's memory addresses, and the file name, which the caller adds. */
function cleaned(line: string): string {
  return line
    .replace(/^\[(\S+) @ 0x[0-9a-f]+\] /, '$1: ')
    .replace(/^file:.*?: (?=\S+ )/, '')
    .trim();
}
