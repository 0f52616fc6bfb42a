import { basename } from 'node:path';
import { createUniqueNames, safeName, type UniqueNames } from '../safe-name.js';
import { localTimeAt, type Season, type SeasonDetection } from '../tally/index.js';
import { compactDate, compactTime } from '../dates.js';

/** Bytes of the parts of a name. */
const SITE_BYTES = 40;
const FILE_BYTES = 60;

/** Names of clips of one species. */
export interface ClipNames {
  /**
   * Names a clip, without its extension: `0.987_pond_20240512_053012`, score, site, date and time; the same for a
   * detection in a recording without a date: `0.987_pond_dawn_00h00m12s`, from the name of the recording.
   */
  nameOf(detection: SeasonDetection): string;
}

/** Names the clips of a species. The same detections in the same order have the same names. */
export function createClipNames(season: Season): ClipNames {
  const unique: UniqueNames = createUniqueNames();
  return {
    nameOf(detection) {
      const { clock, site, file } = season.recordings[detection.recording]!;
      const siteName = season.sites[site]!.name;
      const parts = [
        scoreName(detection.score),
        ...(siteName === null ? [] : [safeName(siteName, SITE_BYTES)]),
        ...(clock
          ? [whenOf(localTimeAt(clock, detection.startSeconds))]
          : [safeName(stemOf(file), FILE_BYTES), offsetName(detection.startSeconds)]),
      ];
      return unique.take(parts.join('_'));
    },
  };
}

/** Three digits, so that names sort by score; rounded down, as 1.000 would mean certain. */
function scoreName(score: number): string {
  return (Math.floor(score * 1000 + 1e-9) / 1000).toFixed(3);
}

function whenOf(localSeconds: number): string {
  return `${compactDate(localSeconds)}_${compactTime(localSeconds)}`;
}

function offsetName(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(whole / 3600))}h${two(Math.floor(whole / 60) % 60)}m${two(whole % 60)}s`;
}

function stemOf(file: string): string {
  return basename(file).replace(/\.[A-Za-z0-9]{1,5}$/, '');
}
