import type { Settings, TrialResult } from '../../../sweep/index.js';
import type { Example } from '../../../data/index.js';

/** A test image, and what a network gives back of it. */
export interface ReconstructedDigit extends Example {
  readonly reconstruction: Float32Array;
  /** R / ‖x‖². */
  readonly relativeResidual: number;
  /** Class that the network takes it for. */
  readonly verdict: string;
}

/** What one network with one kind of pooling gives back. */
export interface NetworkReconstructions {
  readonly network: string;
  readonly pooling: string;
  readonly settings: Settings;
  readonly result: TrialResult;
  readonly digits: readonly ReconstructedDigit[];
}
