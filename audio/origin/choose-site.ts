import type { Finding } from './finding.js';
import type { Sourced } from './types.js';

/**
 * Folders that recorders make on their cards: Song Meters (`Data`: "Song Meter Mini 2 User Guide", 8; `Data_AC`: "Song
 * Meter SM5 User Guide", SD Card File Structure), Zoom's (`STEREO`, `4CH`, `FOLDER01`), and cameras (`DCIM`).
 */
const OF_RECORDERS = /^(?:data(?:_[a-z]{1,3})?|dcim|stereo|4ch|folder\d\d)$/i;
const YEAR = /^(?:19|20)\d\d$/;
const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12]\\d|3[01])';
const MORE = '(?:[-_ ].*)?';
/** Days, `240512`, `20240512` or `2024-05-12`, also with something after them; months, `202405` or `2024-05`. */
const DAY_OR_MONTH = new RegExp(
  `^(?:\\d\\d${MONTH}${DAY}|(?:19|20)\\d\\d(?:${MONTH}${DAY}${MORE}|[-_]?${MONTH}|[-_]${MONTH}[-_]${DAY}${MORE}))$`,
);

/** Whether the last folder is a month or a day: `2024/05`, `2024/05/12`. By itself, `05` can be a site. */
function isWithinYear(names: readonly string[]): boolean {
  const numbers = names.slice(names.findLastIndex((name) => YEAR.test(name)));
  return YEAR.test(numbers[0]!) && numbers.length <= 3 && numbers.slice(1).every((name) => /^\d\d$/.test(name));
}

/** Folders that can name a site: not those of recorders, of years, of months or of days. */
function siteFolders(subfolder: string): string[] {
  const names = subfolder.split('/').filter((name) => name !== '' && name !== '.');
  return names.filter((name, index) => {
    const isDate = YEAR.test(name) || DAY_OR_MONTH.test(name) || isWithinYear(names.slice(0, index + 1));
    return !isDate && !OF_RECORDERS.test(name);
  });
}

/**
 * Chooses the site of a recording: what a person wrote into metadata.csv, else into GUANO; else the nearest folder that
 * can be one; else the name of the recorder, as it begins file names; else its serial number.
 * @param findings in the order of trust
 * @param subfolder below the folder of all recordings, with `/`
 */
export function chooseSite(findings: readonly Finding[], subfolder = ''): Sourced<string> | undefined {
  const folder = siteFolders(subfolder).at(-1);
  const first = (key: 'site' | 'prefix' | 'serial'): Sourced<string> | undefined => {
    const finding = findings.find((each) => each[key] !== undefined);
    return finding && { value: finding[key]!, source: finding.source };
  };
  return (
    first('site') ??
    (folder === undefined ? undefined : { value: folder, source: 'folder' }) ??
    first('prefix') ??
    first('serial')
  );
}
