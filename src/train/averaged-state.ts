import type { HostTensors } from '../engine/index.js';
import { addPrefix, pickPrefixed } from './step.js';

/*
 * A run may average its parameters. The average is then the model: it is validated, tested and saved as the weights of
 * `last/` and `best/`. Training continues from the parameters themselves, which `last/` holds next to the optimiser's
 * moments. Without an average, the parameters are the model.
 */

/** Returns the parameters of the model that a training state holds, by their names in the model. */
export function modelParametersOf(state: HostTensors): HostTensors {
  return { ...pickPrefixed(state, 'parameters'), ...pickPrefixed(state, 'average') };
}

/** Returns what a training state holds besides the parameters of its model. */
export function resumeTensorsOf(state: HostTensors): HostTensors {
  const isModel = (name: string): boolean => {
    const [group, ...parameter] = name.split('/');
    return group === 'average' || (group === 'parameters' && !(`average/${parameter.join('/')}` in state));
  };
  return Object.fromEntries(Object.entries(state).filter(([name]) => !isModel(name)));
}

/** Inverse of `modelParametersOf` and `resumeTensorsOf`: returns the training state. */
export function stateOf(modelParameters: HostTensors, resumeTensors: HostTensors): HostTensors {
  const entries = Object.entries(modelParameters);
  const isAverage = (name: string): boolean => `parameters/${name}` in resumeTensors;
  return {
    ...addPrefix(Object.fromEntries(entries.filter(([name]) => !isAverage(name))), 'parameters/'),
    ...addPrefix(Object.fromEntries(entries.filter(([name]) => isAverage(name))), 'average/'),
    ...resumeTensors,
  };
}
