import 'vega';

declare module 'vega' {
  /** The properties of a text mark that determine its width. */
  interface MeasuredText {
    readonly text?: string | number;
    readonly fontSize?: number;
    readonly fontWeight?: string | number;
  }

  /** Measures text for Vega; `width` may be replaced (vega-scenegraph, "text metrics"). */
  export const textMetrics: { width: (item: MeasuredText, text?: string | number) => number };
}
