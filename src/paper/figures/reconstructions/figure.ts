import { pictureGridView, pictureUrl, rangeOf, type Figure, type GridCell, type Row } from '../../../figures/index.js';
import { formatNumber } from '../../../format-number.js';
import type { NetworkReconstructions } from './types.js';

/** Side of a digit in the figure, in pixels. */
const CELL_SIZE = 56;
/** Number of networks per row. */
const COLUMNS = 2;

/**
 * Draws one panel per network, with one row per digit: the original, then the reconstruction with each pooling, on
 * the original's grey scale, captioned with R / ‖x‖². The CSV file has one row per pixel.
 * @param shape [H, W, C] of a digit
 */
export function reconstructionFigure(
  title: string,
  shape: readonly number[],
  reconstructions: readonly NetworkReconstructions[],
): Figure {
  const networks = [...new Set(reconstructions.map(({ network }) => network))];
  const panels = networks.map((network) => panel(network, shape, of(reconstructions, network)));
  return {
    chart: {
      title: { text: title, subtitle: subtitleOf(reconstructions) },
      concat: panels,
      columns: COLUMNS,
    },
    rows: networks.flatMap((network) => pixelRows(network, shape, of(reconstructions, network))),
  };
}

function of(all: readonly NetworkReconstructions[], network: string): NetworkReconstructions[] {
  return all.filter((entry) => entry.network === network);
}

function subtitleOf(reconstructions: readonly NetworkReconstructions[]): string {
  const steps = [...new Set(reconstructions.map(({ result }) => result.steps))].join(', ');
  const partial = reconstructions.some(({ result }) => result.partialData.length > 0) ? '; PARTIAL DATA' : '';
  return `below each digit: R / ‖x‖², 0 for a perfect reconstruction; ${steps} steps${partial}`;
}

function panel(network: string, shape: readonly number[], poolings: readonly NetworkReconstructions[]) {
  const [height, width, channels] = shape as [number, number, number];
  const picture = (values: Float32Array, original: Float32Array): string =>
    pictureUrl({ values, height, width, channels }, rangeOf(original));
  const [{ digits, settings }] = poolings as [NetworkReconstructions];
  const cells = digits.flatMap(({ name, label, x }, i): GridCell[] => {
    const row = label === null ? name : `${label}  ${name}`;
    return [
      { row, column: 'original', url: picture(x, x) },
      ...poolings.map(({ pooling, digits: reconstructed }) => ({
        row,
        column: pooling,
        url: picture(reconstructed[i]!.reconstruction, x),
        caption: formatNumber(reconstructed[i]!.relativeResidual),
      })),
    ];
  });
  return {
    ...pictureGridView(cells, { cellSize: CELL_SIZE }),
    title: {
      text: `${network}, α = ${String(settings['loss.alpha'])}, β = ${String(settings['loss.beta'])}`,
      fontSize: 12,
      fontWeight: 'normal' as const,
    },
  };
}

/** CSV rows of a network, one per pixel: its original value, and the reconstruction with each pooling. */
function pixelRows(network: string, shape: readonly number[], poolings: readonly NetworkReconstructions[]): Row[] {
  const [, width, channels] = shape as [number, number, number];
  return poolings[0]!.digits.flatMap(({ name, label, x }, digit) =>
    Array.from(x, (original, i) => ({
      network,
      input: name,
      label,
      row: Math.floor(i / (width * channels)),
      column: Math.floor(i / channels) % width,
      channel: i % channels,
      original,
      ...Object.fromEntries(
        poolings.map(({ pooling, digits }) => [pooling, digits[digit]!.reconstruction[i]!] as const),
      ),
    })),
  );
}
