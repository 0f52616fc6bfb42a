import { inspectCorpus, scanCorpus, type Corpus, type CorpusReport } from '../../../audio/corpus/index.js';
import { checkTimezone } from '../../../audio/origin/index.js';
import { EXIT_SOME_FILES_FAILED } from '../../../src/errors.js';
import type { CommonOptions } from '../../options/common-options.js';
import { plainTable } from '../../ui/plain-table.js';
import { duration, plural } from '../../ui/words.js';
import { createStatusLine } from '../../ui/status-line.js';
import { results } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';
import { printable } from '../../../src/printable.js';
import { foldersNote } from './folders-note.js';
import { sitesText } from './sites-text.js';

/** Options of `lyrebird data inspect`. */
export interface InspectFlags extends CommonOptions {
  readonly ffmpeg?: string;
  readonly timezone?: string;
  readonly json?: true;
}

/** Runs `lyrebird data inspect`. @returns the exit code */
export async function inspect(folder: string, flags: InspectFlags): Promise<number> {
  if (flags.timezone !== undefined) checkTimezone(flags.timezone);
  const corpus = await scan(folder);
  const status = createStatusLine(setUpTerminal(flags.color).interactive && !flags.quiet);
  const report = await inspectCorpus(corpus, {
    onProgress: (done) => status.show(`reading recordings ${done}/${corpus.recordings.length}`),
    ...(flags.ffmpeg !== undefined && { ffmpeg: flags.ffmpeg }),
    ...(flags.timezone !== undefined && { timezone: flags.timezone }),
  });
  status.clear();
  await results.write(flags.json ? `${JSON.stringify(report)}\n` : text(report, foldersNote(corpus, report)));
  return report.unreadable + report.leftOut > 0 ? EXIT_SOME_FILES_FAILED : 0;
}

/** Scans a corpus; of a folder without species, as a recorder's card is, all recordings. */
async function scan(folder: string): Promise<Corpus> {
  const corpus = await scanCorpus(folder, { minimumClasses: 0 });
  return corpus.recordings.length > 0 ? corpus : scanCorpus(folder, { minimumClasses: 0, loose: 'unlabelled' });
}

function text(report: CorpusReport, notes: readonly string[]): string {
  const rows = report.classes.map((entry) => [
    entry.class + (entry.background ? ' (not a species)' : ''),
    String(entry.recordings),
    String(entry.groups),
    duration(entry.seconds),
  ]);
  if (report.unlabelled.recordings > 0) {
    const { recordings, groups, seconds } = report.unlabelled;
    rows.push(['(unlabelled)', String(recordings), String(groups), duration(seconds)]);
  }
  const rates = report.sampleRates.map(({ sampleRateHz, recordings }) => `${sampleRateHz} Hz (${recordings})`);
  const problems = report.problems.map((problem) => `  ! ${printable(problem)}`);
  return [
    `${printable(report.folder)}: ${plural(report.recordings, 'recording')}, ${duration(report.seconds)}`,
    plainTable(
      [
        { title: 'class' },
        { title: 'recordings', align: 'right' },
        { title: 'groups', align: 'right' },
        { title: 'duration', align: 'right' },
      ],
      rows,
    ),
    ...notes,
    `Sample rates: ${rates.join(', ') || '-'}`,
    ...sitesText(report),
    problems.length === 0 ? 'No problems found.' : `${plural(problems.length, 'problem')}:`,
    ...problems,
    '',
  ].join('\n');
}
