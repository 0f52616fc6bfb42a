import { estimateFraction, type GroupOutcome } from './estimate.js';
import type { GroupResamples } from './resample-groups.js';
import type { ReportTable } from './table.js';
import type { RecordingCounts } from './types.js';

/**
 * Counts recordings of a species that are found, missed, and taken for it by mistake.
 * @param isFound whether the species counts as found in a recording
 */
export function countRecordings(
  table: ReportTable,
  species: number,
  resamples: GroupResamples,
  isFound: (recording: number) => boolean,
): RecordingCounts {
  /** Of the recordings where it is found, whether it is there; of those where it is, whether it is found. */
  const [found, present]: [GroupOutcome[], GroupOutcome[]] = [[], []];
  table.recordings.forEach((_, recording) => {
    const group = table.groupOf[recording]!;
    const [isThere, isHere] = [table.isPresent(recording, species), isFound(recording)];
    if (isHere) found.push({ group, isRight: isThere });
    if (isThere) present.push({ group, isRight: isHere });
  });
  const right = found.filter(({ isRight }) => isRight).length;
  return {
    right,
    wrong: found.length - right,
    missed: present.length - right,
    precision: estimateFraction(found, resamples),
    recall: estimateFraction(present, resamples),
  };
}
