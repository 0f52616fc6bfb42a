/** The part of the WebAssembly API used here. TypeScript declares it only in its browser types. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/** Functions compiled to WebAssembly, and the memory that they work on. */
export interface WasmKernels<Functions> {
  readonly functions: Functions;
  /**
   * Returns the memory as float32 values, at least this many. Its contents survive growth; a view returned before does
   * not.
   */
  reserve(floats: number): Float32Array;
}

/**
 * Creates an instance of compiled AssemblyScript; undefined where WebAssembly SIMD is not available.
 * @param base64 a module that exports its memory
 */
export function createWasmKernels<Functions>(base64: string): WasmKernels<Functions> | undefined {
  try {
    const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };
    const module = new WebAssembly.Module(Buffer.from(base64, 'base64'));
    const { exports } = new WebAssembly.Instance(module, { env: { abort } });
    const { memory } = exports as { memory: { readonly buffer: ArrayBuffer; grow(pages: number): number } };
    let heap = new Float32Array(memory.buffer);
    return {
      functions: exports as Functions,
      reserve(floats) {
        if (heap.length < floats) {
          memory.grow(Math.ceil(((floats - heap.length) * 4) / PAGE_BYTES));
          heap = new Float32Array(memory.buffer);
        }
        return heap;
      },
    };
  } catch {
    return undefined;
  }
}

const PAGE_BYTES = 65_536;

function abort(): never {
  throw new Error('a WebAssembly kernel stopped');
}
