import { recordingGans } from '../../../audio/gan/index.js';
import { imageGans } from '../../../src/gan/kinds/index.js';
import type { ConfigOf } from '../../../src/train/index.js';

/** Kinds of adversarial experiments that `lyrebird gan` runs. */
export const GAN_KINDS = [recordingGans, imageGans] as const;

/** A configuration of one of these kinds, discriminated by `kind`. */
export type GanConfig = ConfigOf<(typeof GAN_KINDS)[number]>;
