/** Images of one size and their classes, as read from files: bytes, not normalised. */
export interface LabelledImages {
  /** [N, H, W, C], row-major. */
  readonly pixels: Uint8Array;
  /** [N], each below the number of classes. */
  readonly labels: Uint8Array;
  /** [H, W, C]. */
  readonly shape: readonly [number, number, number];
}
