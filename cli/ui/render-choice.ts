/** What was asked for of the way in which a run is shown. */
export interface RenderChoice {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
}
