import { recordingGans } from '../../../audio/gan/index.js';
import { imageGans } from '../../../src/gan/kinds/index.js';
import type { ConfigOf } from '../../../src/train/index.js';

/** Kinds of adversarial experiments, for `lyrebird gan`. */
export const GAN_KINDS = [recordingGans, imageGans] as const;

/** A configuration of one of these kinds, told apart by `kind`. */
export type GanConfig = ConfigOf<(typeof GAN_KINDS)[number]>;
