/** What other commands take of `lyrebird train`: a run, shown until it has ended. */
export { trainAndShow } from './train.js';
