// Kernels of the mel front end, in AssemblyScript, on four float32 SIMD lanes. All addresses are in bytes.
export { complexPairs, fourierStage, powers, bandEnergies } from './spectrum';
export { changes, logarithms, moments, rescale, sum } from './segment';

/** Returns the address of the first byte that the module's own constants do not occupy. */
export function firstFreeByte(): usize {
  return __heap_base;
}
