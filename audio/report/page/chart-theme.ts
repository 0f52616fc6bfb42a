import type { ChartSpec } from '../../../src/figures/index.js';

type Defaults = Pick<ChartSpec, '$schema' | 'background' | 'padding' | 'config'> & {
  readonly width: number;
  readonly height: number;
  readonly encoding: object;
};

const FRACTIONS = { domain: [0, 1] as [number, number] };

/** Another axis from left to right than the plain one. */
export interface StretchedAxis {
  readonly exponent: number;
  readonly ticks: readonly number[];
}

/** Ticks of plain axes. */
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

/**
 * What the charts of the page have in common: fractions on both axes, and colours of the page, so that they follow its
 * light and dark scheme. Not described to screen readers: the page does it in words.
 */
export function themedChart(xTitle: string, yTitle: string | null, stretched?: StretchedAxis): Defaults {
  const xScale = stretched ? { ...FRACTIONS, type: 'pow' as const, exponent: stretched.exponent } : FRACTIONS;
  const xTicks = stretched?.ticks ?? TICKS;
  return {
    background: 'transparent',
    padding: 2,
    width: 296,
    height: 170,
    encoding: {
      x: { scale: xScale, title: xTitle, axis: { format: '.1f', values: xTicks, labelFlush: false, grid: false } },
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
        columnPadding: 30,
      },
      text: { fontSize: 12, baseline: 'bottom' },
    },
  };
}
