/** Table 1: frameworks written as functions whose inverse is their reconstruction, each run and checked. */
export { FRAMEWORK_NAMES, FRAMEWORKS, type FrameworkName, type FrameworkRow } from './names.js';
export {
  runFrameworks,
  type FrameworksReport,
  type FrameworksRun,
  type RunFrameworksOptions,
} from './run-frameworks.js';
export { writeFrameworks } from './write-frameworks.js';
export { openDigits, type Digits, type LabelledDigits } from './data/digits.js';
export type { Rows } from './arrays.js';
export type { ImagePicture, ImageRow, Picture, SignalPicture } from './figures.js';
export type { Check, FrameworkResult } from './types.js';
