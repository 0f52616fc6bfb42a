import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** The command, not the library: the types of the library change those of arrays in the whole program. */
const ASC = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');

/**
 * Compiles an AssemblyScript file to WebAssembly.
 * @throws Error with the compiler's messages if it does not compile
 */
export async function assembleKernels(file: URL): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'lyrebird-kernels-'));
  try {
    const out = join(folder, 'kernels.wasm');
    // Paths in the names of functions, which the file contains, must not depend on the folder.
    const options = ['--outFile', out, '--enable', 'simd', '--runtime', 'stub', '--noAssert', '-O3'];
    await execa(process.execPath, [ASC, 'index.ts', ...options], { cwd: fileURLToPath(new URL('.', file)) });
    return await readFile(out);
  } finally {
    await rm(folder, { recursive: true });
  }
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
