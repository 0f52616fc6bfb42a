import { ConfigError } from '../../src/errors.js';
import type { OutputActivation } from '../../src/losses/names.js';
import { nearestName } from '../../src/nearest-name.js';
import { sameSpecies } from '../corpus/names.js';
import { calibrated } from './calibration.js';
import type { ModelThresholds } from './operating-points.js';
import { type DetectionSettings, SOFTMAX_THRESHOLD, uncalibrated } from './settings.js';
import { createSpeciesTracker, createTopClassTracker, type DetectionTracker, type TrackerOptions } from './tracker.js';

/** Thresholds that replace those of the model. */
export interface ThresholdChoice {
  /** For all species. */
  readonly threshold?: number | undefined;
  /** By species; these take precedence. */
  readonly thresholds?: Readonly<Record<string, number>> | undefined;
  /** Target precision whose thresholds replace those of the model's own; not together with `threshold`. */
  readonly precision?: number | undefined;
}

/** How a model's scores become detections. */
export interface DetectionRules {
  readonly contextSeconds: number;
  readonly byLoudness: boolean;
  /** Measure by which the species of a recording are ranked. */
  readonly rankBy: 'probability' | 'maxProbability';
  /** Replaces probabilities by calibrated ones. */
  calibrate(probabilities: Float64Array): void;
  /**
   * Thresholds of the classes, in their order.
   * @throws ConfigError if a threshold is out of range or its species unknown, or the model does not have the precision
   */
  thresholds(choice: ThresholdChoice): Float64Array;
  createTracker(thresholds: Float64Array, options: TrackerOptions): DetectionTracker;
}

/** The parts of a model's manifest that decide. */
export interface ModelOutputs {
  readonly classes: readonly string[];
  readonly backgroundClasses: readonly string[];
  /** By class, by which thresholds may name it as well. */
  readonly commonNames?: Readonly<Record<string, string>> | undefined;
  readonly outputActivation: OutputActivation;
  /** Absent: the model was not calibrated. */
  readonly detection?: DetectionSettings | undefined;
}

/** Returns the rules of a model. */
export function detectionRules({ classes, detection, outputActivation, ...model }: ModelOutputs): DetectionRules {
  const species = classes.filter((name) => !model.backgroundClasses.includes(name));
  const exclusive = outputActivation === 'softmax';
  const settings = detection ?? { ...UNCALIBRATED, ...(exclusive && { defaultThreshold: SOFTMAX_THRESHOLD }) };
  const { contextSeconds, byLoudness, calibration, continueRatio, minSeconds } = settings;
  return {
    contextSeconds,
    byLoudness,
    rankBy: exclusive ? 'probability' : 'maxProbability',
    calibrate(probabilities) {
      if (detection === undefined) return;
      for (let i = 0; i < probabilities.length; i++) probabilities[i] = calibrated(calibration, probabilities[i]!);
    },
    thresholds({ threshold, thresholds = {}, precision }) {
      if (threshold !== undefined && precision !== undefined) {
        throw new ConfigError('threshold and precision both choose the threshold of all species: give one of them');
      }
      const given: readonly (readonly [string, number])[] = [
        ...(threshold === undefined ? [] : [['threshold', threshold] as const]),
        ...Object.entries(thresholds),
      ];
      for (const [name, value] of given) {
        if (!(value >= 0 && value <= 1))
          throw new ConfigError(`${name}: expected a threshold from 0 to 1, got ${value}`);
      }
      const named = Object.entries(thresholds).map(([name, value]): [string, number] => {
        const own = speciesNamed(name, species, model.commonNames);
        if (own === undefined) throw unknownSpecies(name, species);
        return [own, value];
      });
      const chosen = precision === undefined ? settings : operatingPoint(settings, precision);
      const own = new Map([...(threshold === undefined ? Object.entries(chosen.thresholds) : []), ...named]);
      return Float64Array.from(classes, (name) => own.get(name) ?? threshold ?? chosen.defaultThreshold);
    },
    createTracker: (thresholds, options) =>
      exclusive
        ? createTopClassTracker(thresholds, options)
        : createSpeciesTracker({ ...options, thresholds, continueRatio, minSeconds }),
  };
}

/** The thresholds that a model has for a precision. */
function operatingPoint(settings: DetectionSettings, precision: number): ModelThresholds {
  const { operatingPoints } = settings;
  const point = operatingPoints.find((candidate) => candidate.precision === precision);
  if (point !== undefined) return point;
  if (settings.recordings > 0 && settings.precision === precision) return settings;
  if (operatingPoints.length === 0) {
    throw new ConfigError(
      `precision ${precision}: the model has no thresholds to choose from, as models of the task birds have if this ` +
        'version or a later one trained them; give a threshold instead',
    );
  }
  const choices = operatingPoints.map((candidate) => candidate.precision).join(', ');
  throw new ConfigError(
    `precision ${precision}: the model has thresholds for ${choices}; others lack evidence, or were not prepared`,
  );
}

/** Finds a species by a name as typed: common or not, in another Unicode form or case, with a space for `_`. */
export function speciesNamed(
  name: string,
  species: readonly string[],
  commonNames: Readonly<Record<string, string>> = {},
): string | undefined {
  if (species.includes(name)) return name;
  return (
    species.find((own) => sameSpecies(own, name)) ??
    species.find((own) => Object.hasOwn(commonNames, own) && sameSpecies(commonNames[own]!, name))
  );
}

const UNCALIBRATED = uncalibrated({
  contextSeconds: 0,
  byLoudness: false,
  continueRatio: 1,
  minSeconds: 0,
  precision: 0.9,
});

function unknownSpecies(name: string, species: readonly string[]): ConfigError {
  const nearest = nearestName(name, species);
  const hint = nearest === undefined ? `it has ${species.join(', ')}` : `did you mean ${nearest}?`;
  return new ConfigError(`threshold of ${name}: the model does not have this species; ${hint}`);
}
