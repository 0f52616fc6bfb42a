/**
 * The package's `preinstall`, which npm runs before the install scripts of Lyrebird's dependencies. That of
 * onnxruntime-node downloads CUDA libraries from nuget.org on Linux x64 (0.4 GB), and where that host cannot be reached,
 * the whole installation fails. Lyrebird runs without them, so the download waits until somebody asks for it:
 * `lyrebird install-native cuda`, or ONNXRUNTIME_NODE_INSTALL in the environment.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const GUARD = `// Added by lyrebird: downloads on request only.
if (
  !Object.keys(process.env).some((name) => /onnxruntime_node_install/i.test(name)) &&
  !process.argv.some((word) => word.startsWith('--onnxruntime-node-install'))
) {
  process.exit(0);
}
`;

try {
  const script = createRequire(import.meta.url).resolve('onnxruntime-node/script/install.js');
  const source = readFileSync(script, 'utf8');
  if (!source.startsWith(GUARD)) {
    // A new file in its place: package managers may share the old one between projects.
    writeFileSync(`${script}.new`, GUARD + source);
    renameSync(`${script}.new`, script);
  }
} catch {
  // Without the script there is nothing to skip, and no reason to fail an installation.
}
