import type { FuzzTarget } from '../target.js';
import { AUDIO } from './audio.js';
import { CONFIGS } from './configs.js';
import { IMAGE_FILES } from './images.js';
import { MODELS } from './models.js';

/** What `npm run fuzz` mangles: readers, each with the number of cases of a full run. */
export const TARGETS: readonly { readonly target: FuzzTarget; readonly cases: number }[] = [
  { target: AUDIO, cases: 10_000 },
  { target: MODELS, cases: 2_000 },
  { target: IMAGE_FILES, cases: 2_000 },
  { target: CONFIGS, cases: 1_000 },
];
