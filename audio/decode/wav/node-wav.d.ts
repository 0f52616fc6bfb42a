declare module 'node-wav' {
  interface Decoded {
    readonly sampleRate: number;
    readonly channelData: readonly Float32Array[];
  }
  const wav: {
    decode(bytes: ArrayBufferLike): Decoded;
    encode(
      channels: readonly Float32Array[],
      options: { readonly sampleRate: number; readonly float?: boolean; readonly bitDepth?: number },
    ): Buffer;
  };
  export default wav;
}
