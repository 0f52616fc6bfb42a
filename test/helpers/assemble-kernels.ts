import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

/**
 * Compiles an AssemblyScript file to WebAssembly.
 * @throws Error with the compiler's messages if it does not compile
 */
export async function assembleKernels(file: URL): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  const options = ['--outFile', 'kernels.wasm', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '-O3'];
  const { error, stderr } = await main([fileURLToPath(file), '--baseDir', '/', ...options], {
    writeFile(name, contents) {
      if (name.endsWith('.wasm')) bytes = contents as Uint8Array;
    },
  });
  if (error !== null || bytes === undefined) throw new Error(`${fileURLToPath(file)}: ${stderr.toString()}`);
  return bytes;
}

/** Source of the TypeScript module that contains the compiled bytes. */
export function kernelBytesModule(bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString('base64');
  const lines = base64.match(/.{1,110}/g) ?? [];
  return [
    '/** assembly/, compiled. Made by `UPDATE_KERNELS=1 npx vitest run kernels`; do not edit. */',
    'export const KERNEL_BYTES_BASE64 =',
    ...lines.map((line, i) => `  '${line}'${i === lines.length - 1 ? ';' : ' +'}`),
    '',
  ].join('\n');
}
