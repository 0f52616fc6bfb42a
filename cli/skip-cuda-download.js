/**
 * The package's `preinstall`, which npm runs before the install scripts of Lyrebird's dependencies. The script of
 * onnxruntime-node downloads CUDA libraries from nuget.org on Linux x64 (0.4 GB), and the whole installation fails if
 * that host is unreachable. Lyrebird runs without them, so the download happens on request only:
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
    // Replaces the file instead of editing it: package managers may share one copy between projects.
    writeFileSync(`${script}.new`, GUARD + source);
    renameSync(`${script}.new`, script);
  }
} catch {
  // Without the script there is nothing to skip, and no reason to fail an installation.
}
