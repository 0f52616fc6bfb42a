import type { Figure } from '../write-figure.js';
import { imageFigure } from './image-figure.js';
import type { InspectedInput } from './inputs.js';
import { soundFigure } from './sound-figure.js';
import { predictedClass } from './words.js';

/** The model whose templates are shown, as its manifest has it. */
export interface TemplatesModel {
  /** Its folder. */
  readonly path: string;
  readonly spec: { readonly name: string; readonly [option: string]: unknown };
  readonly classes: readonly string[];
  /** [H, W, C] of images, [samples] of sounds. */
  readonly inputShape: readonly number[];
}

/** A model, looked at around some inputs. */
export interface TemplatesFindings {
  readonly model: TemplatesModel;
  /** Where the inputs are from, in a few words. */
  readonly source: string;
  /** Of sounds; absent: images. */
  readonly sampleRateHz?: number;
  readonly inputs: readonly InspectedInput[];
  /** What keeps Eq. 1 from holding on whole pieces around an input, if anything does. */
  readonly nonlinearity?: string | undefined;
}

/** The figure of a model's templates: a row an image, or the panels of one sound. */
export function templatesFigure(findings: TemplatesFindings): Figure {
  const { model, source, sampleRateHz, inputs, nonlinearity } = findings;
  const { path, spec, classes, inputShape } = model;
  const options = [spec['kind'], spec['activation']].filter((option) => typeof option === 'string').join(', ');
  const title = `Templates A[x] of ${spec.name}${options === '' ? '' : ` (${options})`}, ${path}`;
  const order = nonlinearity === undefined ? '' : `, to first order: ${nonlinearity} have no linear pieces`;
  if (sampleRateHz === undefined) {
    const subtitle = `${source}; below each template A_c · x + b_c = f_c${order}`;
    return imageFigure(inputs, { title, subtitle, classes, shape: inputShape });
  }
  const [input] = inputs as readonly [InspectedInput];
  const subtitle = `${input.name}; behind each class A_c · x + b_c = f_c${order}`;
  return soundFigure(input, { title, subtitle, classes, sampleRateHz });
}

/** The same as plain JSON, without the templates' values. */
export function templatesAnswer({ model, source, inputs, nonlinearity }: TemplatesFindings) {
  const { path, classes } = model;
  return {
    model: path,
    source,
    piecewiseLinear: nonlinearity === undefined,
    inputs: inputs.map((input) => ({
      name: input.name,
      label: input.label,
      verdict: classes[predictedClass(input)]!,
      relativeResidual: input.found.relativeResidual,
      classes: input.found.classes.map(({ template: _, ...numbers }, c) => ({ class: classes[c]!, ...numbers })),
    })),
  };
}
