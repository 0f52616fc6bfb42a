/** Theorem 1 in numbers. */
export { runTheorem1, type Theorem1Curve, type Theorem1Experiment } from './experiment.js';
export { theorem1Figure } from './figure.js';
