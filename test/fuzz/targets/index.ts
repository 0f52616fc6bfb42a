import type { FuzzTarget } from '../target.js';
import { AUDIO } from './audio.js';

/** What `npm run fuzz` mangles: readers, each with the number of cases of a full run. */
export const TARGETS: readonly { readonly target: FuzzTarget; readonly cases: number }[] = [
  { target: AUDIO, cases: 10_000 },
];
