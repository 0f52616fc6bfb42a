import { execa } from 'execa';
import { readdir, readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const SHIPPED = [
  /^(LICENSE|README\.md|package\.json)$/,
  /^cli\/(lyrebird|skip-cuda-download)\.js$/,
  /^audio\/negatives\/clips\/.+\.(ogg|json|md)$/,
  /^configs\/.+\.yaml$/,
  /^docs\/.+\.(csv|md|svg)$/,
  /^dist\/(src|audio)\/.+(\.js|\.d\.ts)$/,
  /^dist\/bundle\/([^/]+\.js|LICENSE-(yaml|zod)\.txt)$/,
];

describe('the files of the package', () => {
  let files: readonly string[];
  let manifest: Manifest;
  beforeAll(async () => {
    const { stdout } = await execa('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
    const [packed] = Object.values(JSON.parse(stdout) as Record<string, { files: readonly { path: string }[] }>);
    files = packed!.files.map(({ path }) => path);
    manifest = JSON.parse(await readFile('package.json', 'utf8')) as Manifest;
  });

  it('are programs, types, experiments and documents; no tests, source maps or other build artefacts', () => {
    expect(files.filter((file) => !SHIPPED.some((pattern) => pattern.test(file)))).toEqual([]);
  });

  it('include the command line, its threads and its processes', () => {
    for (const name of ['main', 'training-worker', 'worker', 'probe-child', 'span-inputs']) {
      expect(files).toContain(`dist/bundle/${name}.js`);
    }
  });

  it('include every recording of audio/negatives/clips', async () => {
    const clips = await readdir('audio/negatives/clips');
    expect(clips.length).toBeGreaterThan(10);
    for (const clip of clips) expect(files).toContain(`audio/negatives/clips/${clip}`);
  });

  it('are all that package.json points at', () => {
    const targets = [manifest.exports, manifest.bin].flatMap((map) =>
      Object.values(map).flatMap((target) => (typeof target === 'string' ? target : Object.values(target))),
    );
    expect(targets.length).toBeGreaterThan(10);
    for (const target of targets) expect(files).toContain(target.replace(/^\.\//, ''));
    expect(files).toContain(/^node (\S+)$/.exec(manifest.scripts['preinstall'] ?? '')?.[1]);
  });
});
