import type { Clips } from '../clips/index.js';
import type { ChosenDetections, Season } from '../tally/index.js';
import type { Addresses } from './addresses.js';

/** What all pages are made from. */
export interface PageContext {
  readonly season: Season;
  /** By species, in the order of `season.species`. */
  readonly chosen: readonly ChosenDetections[];
  readonly clips: Clips;
  readonly addresses: Addresses;
  /** Of the program. */
  readonly version: string;
}
