/** What the recordings of a season hold, counted by species, site and local hour. */
export { bestDetections, chooseDetections, medianScore, type ChosenDetections } from './choose.js';
export { collectSeason, type Season, type SeasonRecording, type SiteTally } from './collect.js';
export type { SpeciesAtSite, SpeciesTally } from './collect.js';
export type { DetectionColumns, SeasonDetection } from './detection-columns.js';
export {
  dayOfHour,
  hourOf,
  hourOfDay,
  HOUR_SECONDS,
  HOURS_PER_DAY,
  localClock,
  localTimeAt,
  type LocalClock,
} from './local-clock.js';
