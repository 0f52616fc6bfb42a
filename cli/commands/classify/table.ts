import { plainTable } from '../../ui/plain-table.js';
import { percent } from '../../ui/words.js';
import { modelText, type Format, type RecordingResult, warningsOf } from '../../../audio/results/index.js';
import { printable } from '../../../src/printable.js';

const SPECIES_SHOWN = 3;

/** A table to read: the species, then the detections in order of time. */
export const table: Format = {
  name: 'table',
  extension: '.txt',
  combinedName: 'combined.txt',
  header: '',
  recording(result, offset, { top = SPECIES_SHOWN, nameModel = false }) {
    const gap = offset.index > 0 ? '\n' : nameModel ? `Model: ${printable(modelText(result.model))}\n\n` : '';
    const head = `${gap}${printable(result.file)}  (${clock(result.durationSeconds)})\n`;
    const warnings = warningsOf(result)
      .map((warning) => `  ! ${printable(warning)}\n`)
      .join('');
    if (result.species.length === 0) return `${head}${warnings}  nothing heard\n`;
    return `${head}${warnings}${withoutSignal(result)}${ranking(result, top)}\n${detectionTable(result)}\n`;
  },
};

function withoutSignal({ secondsWithoutSignal }: RecordingResult): string {
  return secondsWithoutSignal === 0 ? '' : `  no signal for ${clock(secondsWithoutSignal)}\n`;
}

/** Explains the probabilities, in lines of at most 80 columns. @param thresholds of the species */
export function probabilityNote(thresholds: readonly number[]): readonly string[] {
  const [lowest, highest] = [Math.min(...thresholds), Math.max(...thresholds)].map(percent);
  const range = lowest === highest ? `${lowest}` : `${lowest} to ${highest}`;
  return [
    'Mean and highest: probability of each species over the recording, among those',
    `that the model knows. Detected: where it reaches the threshold, here ${range}.`,
  ];
}

const UNKNOWN_NOTE = '  ? unlike most of the species: perhaps another species, or not a bird';

function ranking(result: RecordingResult, top: number): string {
  const rows = result.species
    .slice(0, top)
    .map(({ species, probability, maxProbability, seconds, detections }, index) => [
      String(index + 1),
      species,
      percent(probability),
      percent(maxProbability),
      detections === 0 ? '-' : String(detections),
      seconds === 0 ? '-' : clock(seconds),
    ]);
  return plainTable(
    [
      { title: '#', align: 'right' },
      { title: 'species' },
      { title: 'mean', align: 'right' },
      { title: 'highest', align: 'right' },
      { title: 'detections', align: 'right' },
      { title: 'for', align: 'right' },
    ],
    rows,
  );
}

function detectionTable(result: RecordingResult): string {
  if (result.detections.length === 0) return '  no detections';
  const byChannel = result.detections.some(({ channel }) => channel !== undefined);
  const byNovelty = result.detections.some(({ novelty }) => novelty !== undefined);
  const rows = result.detections.map((detection) => [
    clock(detection.startSeconds),
    clock(detection.endSeconds),
    detection.unknown ? `${detection.species} ?` : detection.species,
    percent(detection.probability),
    percent(detection.maxProbability),
    ...(byNovelty ? [detection.novelty === undefined ? '-' : detection.novelty.toFixed(2)] : []),
    ...(byChannel ? [String(detection.channel)] : []),
  ]);
  const detections = plainTable(
    [
      { title: 'from', align: 'right' },
      { title: 'to', align: 'right' },
      { title: 'species' },
      { title: 'mean', align: 'right' },
      { title: 'highest', align: 'right' },
      ...(byNovelty ? [{ title: 'novelty', align: 'right' } as const] : []),
      ...(byChannel ? [{ title: 'channel', align: 'right' } as const] : []),
    ],
    rows,
  );
  return result.detections.some(({ unknown }) => unknown) ? `${detections}\n${UNKNOWN_NOTE}` : detections;
}

/** Formats seconds as `12.35 s`, `3:07.2` or `2:03:07.2`. */
export function clock(seconds: number): string {
  if (seconds < 59.995) return `${seconds.toFixed(2)} s`;
  const tenths = Math.round(seconds * 10);
  const hours = Math.floor(tenths / 36000);
  const minutes = Math.floor((tenths % 36000) / 600);
  const remainder = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${remainder}` : `${minutes}:${remainder}`;
}
