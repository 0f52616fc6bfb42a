/** Inner loops on samples. */
import { javascriptKernels } from './javascript.js';
import type { Kernels } from './types.js';
import { wasmKernels } from './wasm.js';

export { javascriptKernels, wasmKernels };
export type { Kernels, PolyphaseFilters, PolyphasePosition } from './types.js';

/**
 * Returns the fastest kernels available: WebAssembly SIMD, or plain JavaScript where WebAssembly is disabled. They
 * share one scratch memory, which keeps nothing between calls.
 */
export function kernels(): Kernels {
  return (shared ??= wasmKernels() ?? javascriptKernels);
}
let shared: Kernels | undefined;
