/** A recording, or any other item that is never divided. */
export interface SplitItem {
  /** Class index. */
  readonly label: number;
  /** Items of one group (recordist, site, session) stay in the same split. */
  readonly group: string;
  /** Manually assigned split, as in a `split` column of metadata.csv. */
  readonly split?: string;
  /** Weight of the item, for example its number of segments; default 1. */
  readonly weight?: number;
}
