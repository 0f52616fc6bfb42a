import { findFfmpeg, HOW_TO_GET_FFMPEG, type FfmpegBinary } from '../../../audio/decode/index.js';
import { probeEngines, type EngineReport } from '../../../src/engine/index.js';
import { LyrebirdError } from '../../../src/errors.js';
import { engineOptions, type CommonOptions, type EngineFlags } from '../../options/common-options.js';
import { plainTable } from '../../ui/plain-table.js';
import { createStatusLine } from '../../ui/status-line.js';
import { results } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';
import { lyrebirdCommand, lyrebirdVersion } from '../../../src/package.js';

/** Options of `lyrebird doctor`. */
export interface DoctorFlags extends CommonOptions, EngineFlags {
  readonly ffmpeg?: string;
  readonly json?: true;
}

type FfmpegReport =
  | (FfmpegBinary & { readonly found: true; readonly remedy?: string })
  | { readonly found: false; readonly reason: string; readonly remedy: string };

/** What `--json` prints. */
export interface DoctorResult extends EngineReport {
  readonly lyrebird: string;
  readonly ffmpeg: FfmpegReport;
}

/** From this age on, an ffmpeg is worth replacing: its release gets no more fixes. */
const OLD_FFMPEG_YEARS = 5;

/** Runs the command. @returns the exit code: 5 if what would be picked does not work */
export async function doctor(flags: DoctorFlags): Promise<number> {
  const status = createStatusLine(setUpTerminal(flags.color).interactive && !flags.quiet);
  status.show('trying every engine on every device');
  const [engines, ffmpeg] = await Promise.all([probeEngines(engineOptions(flags)), lookForFfmpeg(flags.ffmpeg)]);
  status.clear();
  const result: DoctorResult = { lyrebird: lyrebirdVersion(), ...engines, ffmpeg };
  await results.write(flags.json ? `${JSON.stringify(result)}\n` : report(result));
  return pickedWorks(result) ? 0 : 5;
}

async function lookForFfmpeg(named: string | undefined): Promise<FfmpegReport> {
  const none = 'no ffmpeg was found: WAV can be read, nothing else';
  const remedy = `${HOW_TO_GET_FFMPEG}, or run ${lyrebirdCommand()} install-native ffmpeg`;
  try {
    const binary = await findFfmpeg(named);
    if (!binary) return { found: false, reason: none, remedy };
    return isOld(binary) ? { found: true, ...binary, remedy } : { found: true, ...binary };
  } catch (error) {
    if (!(error instanceof LyrebirdError)) throw error;
    return { found: false, reason: error.message, remedy };
  }
}

function isOld({ year }: FfmpegBinary): boolean {
  return year !== undefined && ageInYears(year) >= OLD_FFMPEG_YEARS;
}

function ageInYears(year: number): number {
  return new Date().getFullYear() - year;
}

function ffmpegLines(ffmpeg: FfmpegReport): string[] {
  if (!ffmpeg.found) return [`ffmpeg: ${ffmpeg.reason}`, `  To get it: ${ffmpeg.remedy}`];
  const { version, year, path, source, remedy } = ffmpeg;
  return [
    `ffmpeg: ${version}${year === undefined ? '' : ` of ${year}`}, ${path} (from ${source})`,
    ...(remedy === undefined || year === undefined
      ? []
      : [
          `  It lacks ${ageInYears(year)} years of fixes, security fixes among them`,
          `  To get a newer one: ${remedy}`,
        ]),
  ];
}

function pickedWorks({ engines, picked }: EngineReport): boolean {
  return engines.some(
    ({ engine, device, available }) =>
      available && engine === picked.engine && (picked.device === 'auto' || device === picked.device),
  );
}

function report(result: DoctorResult): string {
  const { picked, engines, ffmpeg, onnxBackends } = result;
  const packages = Object.entries(result.versions).map(([name, number]) => `${name} ${number}`);
  const backends = onnxBackends.map(({ name, bundled }) => (bundled ? name : `${name} (not bundled)`));
  return [
    `Lyrebird ${result.lyrebird}, Node ${result.node}, ${result.platform}`,
    `Processor: ${result.processor}, ${result.cores} cores`,
    `Packages: ${packages.join(', ')}`,
    ...(backends.length > 0 ? [`ONNX Runtime's providers: ${backends.join(', ')}`] : []),
    '',
    'Engines:',
    plainTable(
      [{ title: '' }, { title: 'engine' }, { title: 'device' }, { title: '' }],
      engines.map(({ engine, device, available, detail }) => [available ? 'yes' : 'no', engine, device, detail]),
    ),
    ...engines.flatMap(({ engine, device, remedy }) =>
      remedy === undefined ? [] : [`  To get ${engine} on ${device}: ${remedy}`],
    ),
    '',
    `Picked: ${picked.engine} on ${picked.device}, ${picked.threads} threads (${picked.reason})`,
    ...(pickedWorks(result) ? [] : ['  which does not work here: choose another with --engine and --device']),
    '',
    ...ffmpegLines(ffmpeg),
    '',
  ].join('\n');
}
