import 'vega';

declare module 'vega' {
  /** A text of a chart, as far as its width depends on it. */
  interface MeasuredText {
    readonly text?: string | number;
    readonly fontSize?: number;
    readonly fontWeight?: string | number;
  }

  /** How Vega measures texts; it may be replaced (vega-scenegraph, "text metrics"). */
  export const textMetrics: { width: (item: MeasuredText, text?: string | number) => number };
}
