/** Table 1: frameworks that are functions whose inverse is their reconstruction, each run and checked. */
export { openDigits, type Digits } from './data/digits.js';
export { figureOf, type Picture } from './figures.js';
export * from './names.js';
export { RUNNERS } from './rows/index.js';
export type { FrameworkResult } from './types.js';
