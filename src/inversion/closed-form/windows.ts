import { ShapeError } from '../../errors.js';
import type { Padding } from '../../ops/index.js';

/** Height, width, channels. A signal with T samples is an image [T, 1, C]. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** Sliding windows on an image, vertical before horizontal. */
export interface Windows {
  readonly size: readonly [number, number];
  readonly stride: readonly [number, number];
}

/** One element of a window that lies inside the image: its index in the window and its pixel in the image. */
interface Overlap {
  readonly tap: number;
  readonly pixel: number;
}

/**
 * Lists the pixels under each window.
 * @returns the overlaps of each window, in row-major order, and the number of windows [H', W']
 * @throws ShapeError if no window fits, or "same" would need more padding on one side than on the other
 */
export function windowGeometry(
  [height, width]: ImageShape,
  { size, stride }: Windows,
  padding: Padding,
): { readonly positions: readonly (readonly Overlap[])[]; readonly outShape: readonly [number, number] } {
  const isEven = size.some((taps) => taps % 2 === 0);
  if (padding === 'same' && (isEven || stride.some((step) => step > 1))) {
    throw new ShapeError(
      `padding "same" needs windows of odd size and stride 1, got ${size.join('x')} and ${stride.join('x')}`,
    );
  }
  const [top, left] = size.map((taps) => ({ valid: 0, same: (taps - 1) / 2, full: taps - 1 })[padding]) as [
    number,
    number,
  ];
  const outHeight = Math.floor((height + 2 * top - size[0]) / stride[0]) + 1;
  const outWidth = Math.floor((width + 2 * left - size[1]) / stride[1]) + 1;
  if (!(outHeight >= 1 && outWidth >= 1)) {
    throw new ShapeError(`windows of ${size.join(' x ')} do not fit into an image of ${height} x ${width}`);
  }
  const positions = Array.from({ length: outHeight * outWidth }, (_, position) => {
    const startY = Math.floor(position / outWidth) * stride[0] - top;
    const startX = (position % outWidth) * stride[1] - left;
    const overlaps: Overlap[] = [];
    for (let ky = 0; ky < size[0]; ky++) {
      for (let kx = 0; kx < size[1]; kx++) {
        const [y, x] = [startY + ky, startX + kx];
        const inside = y >= 0 && y < height && x >= 0 && x < width;
        if (inside) overlaps.push({ tap: ky * size[1] + kx, pixel: y * width + x });
      }
    }
    return overlaps;
  });
  return { positions, outShape: [outHeight, outWidth] };
}
