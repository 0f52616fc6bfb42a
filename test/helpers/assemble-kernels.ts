import { readFile } from 'node:fs/promises';
import wabt from 'wabt';

/** Assembles `audio/decode/kernels/kernels.wat`. */
export async function assembleKernels(watFile: URL): Promise<Uint8Array> {
  const { parseWat } = await wabt();
  const module = parseWat('kernels.wat', await readFile(watFile, 'utf8'), { simd: true });
  try {
    module.validate();
    return Uint8Array.from(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}

/** Source of the TypeScript module that contains the assembled bytes. */
export function kernelBytesModule(bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString('base64');
  const lines = base64.match(/.{1,110}/g) ?? [];
  return [
    '/** kernels.wat, assembled. Made by `UPDATE_KERNELS=1 npx vitest run test/audio/decode/kernels`; do not edit. */',
    'export const KERNEL_BYTES_BASE64 =',
    ...lines.map((line, i) => `  '${line}'${i === lines.length - 1 ? ';' : ' +'}`),
    '',
  ].join('\n');
}
