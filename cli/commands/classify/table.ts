import { plainTable } from '../../ui/plain-table.js';
import { percent } from '../../ui/words.js';
import type { Format, RecordingResult } from '../../../audio/classify/index.js';

const SPECIES_SHOWN = 3;

/** For people: the ranking, then the runs in time. */
export const table: Format = {
  name: 'table',
  extension: '.txt',
  combinedName: 'combined.txt',
  header: '',
  recording(result, place, { top = SPECIES_SHOWN }) {
    const gap = place.index > 0 ? '\n' : '';
    const head = `${gap}${result.file}  (${clock(result.durationSeconds)})\n`;
    const warnings = result.warnings.map((warning) => `  ! ${warning}\n`).join('');
    return `${head}${warnings}${ranking(result, top)}\n${runs(result)}\n`;
  },
};

/** What the numbers mean, in one line. */
export const PROBABILITY_NOTE =
  'Probability: how sure the network is, among the classes it was trained on and no others; a recording has the mean over its segments, weighed with --by-loudness.';

function ranking(result: RecordingResult, top: number): string {
  if (result.species.length === 0) return '  no segment could be classified';
  const rows = result.species
    .slice(0, top)
    .map(({ species, probability }, index) => [String(index + 1), species, percent(probability)]);
  return plainTable(
    [{ title: '#', align: 'right' }, { title: 'species' }, { title: 'probability', align: 'right' }],
    rows,
  );
}

function runs(result: RecordingResult): string {
  if (result.detections.length === 0) return '  no segment above the minimum probability';
  const rows = result.detections.map((run) => [
    clock(run.startSeconds),
    clock(run.endSeconds),
    run.species,
    percent(run.probability),
    percent(run.maxProbability),
  ]);
  return plainTable(
    [
      { title: 'from', align: 'right' },
      { title: 'to', align: 'right' },
      { title: 'species' },
      { title: 'mean', align: 'right' },
      { title: 'highest', align: 'right' },
    ],
    rows,
  );
}

/** Seconds as `12.35 s`, `3:07.2` or `2:03:07.2`. */
export function clock(seconds: number): string {
  if (seconds < 59.995) return `${seconds.toFixed(2)} s`;
  const tenths = Math.round(seconds * 10);
  const hours = Math.floor(tenths / 36000);
  const minutes = Math.floor((tenths % 36000) / 600);
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
