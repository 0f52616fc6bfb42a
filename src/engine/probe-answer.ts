/** An execution provider, as ONNX Runtime's package lists it. */
export interface OnnxBackend {
  readonly name: string;
  /** Whether the npm package contains its library. */
  readonly bundled: boolean;
}

/** Message from a probe process to its parent. */
export type ProbeAnswer =
  | { readonly ok: true; readonly description: string; readonly onnxBackends?: readonly OnnxBackend[] }
  | { readonly ok: false; readonly reason: string };
