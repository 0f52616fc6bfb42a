/** The part of `lyrebird train` that other commands use: a training run with its screen. */
export { trainAndShow } from './train.js';
