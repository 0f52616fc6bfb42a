/** Numerical experiment for Theorem 1. */
export { runTheorem1, shownSteps, THEOREM_1_NORMS, type Theorem1Curve, type Theorem1Experiment } from './experiment.js';
export { theorem1Figure } from './figure.js';
