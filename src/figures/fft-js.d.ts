declare module 'fft.js' {
  /** Radix-4 Fourier transform of `size` values, a power of two. */
  export default class FFT {
    constructor(size: number);
    /** Allocates `size` complex values, real and imaginary parts interleaved. */
    createComplexArray(): number[];
    /** Transforms real values; writes bins 0 to `size` / 2 of the spectrum, `size` + 2 numbers. */
    realTransform(out: number[], data: ArrayLike<number>): void;
  }
}
