/** Pages of a season: an index, and one for each species and site. */
export { PAGE_NAMES } from './page-names.js';
export type { PageOptions } from './write-pages.js';
