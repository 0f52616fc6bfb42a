import { execa } from 'execa';
import { expect, it } from 'vitest';

/** Nothing listens at this address, so every download fails wherever the tests run. */
const NOWHERE = 'http://127.0.0.1:1';

it('npm run native reports each library it could not download in one line, with the consequence', async () => {
  const { stdout, stderr, exitCode } = await execa('node', ['cli/native.js'], {
    reject: false,
    env: {
      TFJS_NODE_BASE_URI: `${NOWHERE}/libtensorflow-`,
      FFMPEG_BINARIES_URL: NOWHERE,
      GLOBAL_AGENT_HTTPS_PROXY: NOWHERE,
    },
  });
  const lines = stdout.split('\n');
  expect(stderr).toBe('');
  for (const part of [/TensorFlow library/, /ffmpeg of ffmpeg-static/, /CUDA provider of onnxruntime-node/]) {
    const outcomes = lines.filter((line) => part.test(line) && !line.startsWith('trying'));
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]).toMatch(/^(got|already there|not offered|could not get|missing) /);
    if (outcomes[0]!.startsWith('could not get')) expect(outcomes[0]).toMatch(/: .+\. Without it .+\.$/);
  }
  expect(lines.at(-1)).toContain('npx lyrebird doctor');
  expect(exitCode).toBe(stdout.includes('could not get') || stdout.includes('missing') ? 1 : 0);
});
