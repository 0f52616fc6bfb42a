import type { Finding } from './finding.js';
import type { Sourced } from './types.js';

/**
 * Folders that name no site: days, and the folders that Song Meters make on their cards ("Song Meter Mini 2 User
 * Guide", 8: `Data`; "Song Meter SM5 User Guide", SD Card File Structure: `Data_AC`).
 */
const NO_SITES = /^(?:\d{6}|\d{8}|\d{4}[-_]\d\d[-_]\d\d|data(?:_[a-z]{1,3})?)$/i;

/**
 * Chooses the site of a recording: what a person wrote into metadata.csv, else into GUANO; else the nearest folder that
 * can be one; else the name of the recorder, as it begins file names; else its serial number.
 * @param findings in the order of trust
 * @param subfolder below the folder of all recordings, with `/`
 */
export function chooseSite(findings: readonly Finding[], subfolder = ''): Sourced<string> | undefined {
  const folder = subfolder
    .split('/')
    .filter((name) => name !== '' && name !== '.' && !NO_SITES.test(name))
    .at(-1);
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
