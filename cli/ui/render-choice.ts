/** Output options of a command that shows progress. */
export interface RenderChoice {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
}
