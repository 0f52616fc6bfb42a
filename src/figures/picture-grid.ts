import type { ChartSpec } from './chart.js';

/** One picture of a grid. */
export interface GridCell {
  readonly row: string;
  readonly column: string;
  /** From `pictureUrl` or `signedPictureUrl`. */
  readonly url: string;
  /** Text below the picture. */
  readonly caption?: string;
}

export interface GridOptions {
  readonly title?: string;
  readonly subtitle?: string;
  /** Side of a picture, in chart units. */
  readonly cellSize?: number;
}

const GAP = 6;
const CAPTION_HEIGHT = 14;

/**
 * Arranges pictures in named rows and columns, in the order in which the names first appear.
 * @param cells one per picture; positions without one stay empty
 */
export function pictureGrid(cells: readonly GridCell[], { title, subtitle, ...options }: GridOptions = {}): ChartSpec {
  return {
    ...(title !== undefined && { title: { text: title, ...(subtitle !== undefined && { subtitle }) } }),
    ...pictureGridView(cells, options),
  };
}

/** Picture grid as a view inside a larger chart. */
export function pictureGridView(cells: readonly GridCell[], { cellSize = 64 }: Pick<GridOptions, 'cellSize'> = {}) {
  const rows = [...new Set(cells.map(({ row }) => row))];
  const columns = [...new Set(cells.map(({ column }) => column))];
  const captions = cells.some(({ caption }) => caption !== undefined);
  const stepY = cellSize + GAP + (captions ? CAPTION_HEIGHT : 0);
  return {
    width: columns.length * (cellSize + GAP),
    height: rows.length * stepY,
    data: { values: cells.map((cell) => ({ ...cell, caption: cell.caption ?? '' })) },
    encoding: {
      x: {
        field: 'column',
        type: 'nominal' as const,
        scale: { domain: columns, padding: 0 },
        axis: axis('top'),
      },
      y: { field: 'row', type: 'nominal' as const, scale: { domain: rows, padding: 0 }, axis: axis('left') },
    },
    layer: [
      {
        mark: {
          type: 'image' as const,
          smooth: false,
          width: cellSize,
          height: cellSize,
          aspect: false,
          yOffset: captions ? -CAPTION_HEIGHT / 2 : 0,
        },
        encoding: { url: { field: 'url', type: 'nominal' as const } },
      },
      ...(captions
        ? [
            {
              mark: { type: 'text' as const, fontSize: 9.5, yOffset: stepY / 2 - CAPTION_HEIGHT / 2 - 2 },
              encoding: { text: { field: 'caption', type: 'nominal' as const } },
            },
          ]
        : []),
    ],
  };
}

const axis = (orient: 'top' | 'left') => ({
  orient,
  title: null,
  domain: false,
  ticks: false,
  labelAngle: 0 as const,
  labelLimit: 240,
});
