import type { Settings, TrialResult } from '../../../sweep/index.js';
import type { Example } from '../../../data/index.js';

/** A test image and its reconstruction by a network. */
export interface ReconstructedDigit extends Example {
  readonly reconstruction: Float32Array;
  /** R / ‖x‖². */
  readonly relativeResidual: number;
  /** Class that the network predicts. */
  readonly prediction: string;
}

/** Reconstructions by one network with one kind of pooling. */
export interface NetworkReconstructions {
  readonly network: string;
  readonly pooling: string;
  readonly settings: Settings;
  readonly result: TrialResult;
  readonly digits: readonly ReconstructedDigit[];
}
