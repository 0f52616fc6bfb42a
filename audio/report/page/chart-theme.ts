import type { ChartSpec } from '../../../src/figures/index.js';

type Defaults = Pick<ChartSpec, '$schema' | 'background' | 'padding' | 'config'> & {
  readonly width: number;
  readonly height: number;
  readonly encoding: object;
};

const FRACTIONS = { domain: [0, 1] as [number, number] };

/** Ticks of both axes. */
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

/**
 * What the charts of the page have in common: fractions on both axes, and colours of the page, so that they follow its
 * light and dark scheme. Not described to screen readers: the page does it in words.
 */
export function themedChart(xTitle: string, yTitle: string | null): Defaults {
  return {
    background: 'transparent',
    padding: 2,
    width: 296,
    height: 170,
    encoding: {
      x: { scale: FRACTIONS, title: xTitle, axis: { format: '.1f', values: TICKS, labelFlush: false, grid: false } },
      y: { scale: FRACTIONS, title: yTitle, axis: { format: '.0%', values: TICKS } },
    },
    config: {
      aria: false,
      axis: {
        labelColor: 'currentColor',
        titleColor: 'currentColor',
        gridColor: 'var(--rule)',
        domainColor: 'currentColor',
        tickColor: 'currentColor',
        labelFontSize: 12,
        titleFontSize: 12,
      },
      legend: {
        orient: 'bottom',
        title: null,
        labelColor: 'currentColor',
        labelFontSize: 12,
        symbolType: 'stroke',
        symbolSize: 600,
        symbolStrokeWidth: 2,
      },
      text: { fontSize: 12, baseline: 'bottom' },
    },
  };
}
