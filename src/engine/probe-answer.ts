/** An execution provider of ONNX Runtime, as its package lists them. */
export interface OnnxBackend {
  readonly name: string;
  /** Whether its library is inside the npm package. */
  readonly bundled: boolean;
}

/** What a probing process reports to the one that started it. */
export type ProbeAnswer =
  | { readonly ok: true; readonly description: string; readonly onnxBackends?: readonly OnnxBackend[] }
  | { readonly ok: false; readonly reason: string };
