/** What ffmpeg's messages tell about a recording. */
export interface FfmpegReport {
  readonly container?: string;
  readonly codec?: string;
  /** Only if the container knows it; a guess from the bit rate is left out. */
  readonly durationSeconds?: number;
  /** Whether everything about the input has been said. */
  readonly complete: boolean;
  /** Messages about damage. */
  readonly damage: number;
  readonly firstDamage?: string;
  /** ffmpeg found no sound in the file. */
  readonly noAudio: boolean;
  /** Messages worth repeating when nothing could be decoded; the last ones. */
  readonly complaints: readonly string[];
}

/** Reads ffmpeg's messages line by line, whatever its version. */
export function createReport(): FfmpegReport & { add(line: string): void } {
  let inInput = false;
  let guessed = false;
  let duration: number | undefined;
  const report = {
    container: undefined as string | undefined,
    codec: undefined as string | undefined,
    get durationSeconds() {
      return guessed ? undefined : duration;
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
        guessed = true;
      } else if (/matches no streams|does not contain any stream/.test(line)) {
        report.noAudio = true;
      } else if (DAMAGE.test(line)) {
        report.damage++;
        report.firstDamage ??= plain(line);
      }
      if (COMPLAINT.test(line) || DAMAGE.test(line)) {
        report.complaints.push(plain(line));
        if (report.complaints.length > 4) report.complaints.shift();
      }
    },
  };
  return report as FfmpegReport & { add(line: string): void };
}

const DAMAGE =
  /error while decoding|error submitting|decode_frame\(\) failed|header missing|invalid residual|corrupt|partial file|invalid data found|exhausted|overread|crc (?:mismatch|error)|invalid (?:frame|new backstep|sync)|sync code|truncat/i;
const COMPLAINT =
  /moov atom not found|invalid argument|could not|cannot|unable|unknown|unsupported|not found|failed|denied/i;

/** Without ffmpeg's addresses and without the name of the file, which the caller puts before it. */
function plain(line: string): string {
  return line
    .replace(/^\[(\S+) @ 0x[0-9a-f]+\] /, '$1: ')
    .replace(/^file:.*?: (?=\S+ )/, '')
    .trim();
}
