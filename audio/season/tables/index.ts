/** Tables of a season: one row per detection. */
export { writeTables } from './write-tables.js';
