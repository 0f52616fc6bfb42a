import { pictureGridView, pictureUrl, rangeOf, type Figure, type GridCell, type Row } from '../../../figures/index.js';
import { formatNumber } from '../../../format-number.js';
import type { NetworkReconstructions } from './types.js';

/** Side of a digit on the page. */
const CELL_SIZE = 56;
/** Networks side by side. */
const COLUMNS = 2;

/**
 * A panel a network, in it a row a digit: the original, then what comes back with each pooling, on the original's own scale from black to white;
 * below each R / ‖x‖². The CSV file has a row a pixel.
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
  return all.filter((one) => one.network === network);
}

function subtitleOf(reconstructions: readonly NetworkReconstructions[]): string {
  const steps = [...new Set(reconstructions.map(({ result }) => result.steps))].join(', ');
  const partial = reconstructions.some(({ result }) => result.partialData.length > 0) ? '; PARTIAL DATA' : '';
  return `below each digit R / ‖x‖²: 0 if it comes back as it was; ${steps} steps${partial}`;
}

function panel(network: string, shape: readonly number[], poolings: readonly NetworkReconstructions[]) {
  const [height, width, channels] = shape as [number, number, number];
  const picture = (values: Float32Array, like: Float32Array): string =>
    pictureUrl({ values, height, width, channels }, rangeOf(like));
  const [{ digits, settings }] = poolings as [NetworkReconstructions];
  const cells = digits.flatMap(({ name, label, x }, i): GridCell[] => {
    const row = label === null ? name : `${label}  ${name}`;
    return [
      { row, column: 'original', url: picture(x, x) },
      ...poolings.map(({ pooling, digits: back }) => ({
        row,
        column: pooling,
        url: picture(back[i]!.reconstruction, x),
        caption: formatNumber(back[i]!.relativeResidual),
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

/** Every pixel of a digit as a row: its own value, and what each pooling gives back of it. */
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
