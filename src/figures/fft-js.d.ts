declare module 'fft.js' {
  /** Radix-4 transform of `size` values, a power of two. */
  export default class FFT {
    constructor(size: number);
    /** Room for `size` complex values: real and imaginary parts in turn. */
    createComplexArray(): number[];
    /** Transforms real values; writes the first half of the spectrum and its middle, `size` + 2 numbers. */
    realTransform(out: number[], data: ArrayLike<number>): void;
  }
}
