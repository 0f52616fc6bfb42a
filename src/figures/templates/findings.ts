import type { Figure } from '../write-figure.js';
import { imageFigure } from './image-figure.js';
import type { InspectedInput } from './inputs.js';
import { soundFigure } from './sound-figure.js';
import { predictedClass } from './words.js';

/** The model whose templates are shown, from its manifest. */
export interface TemplatesModel {
  /** Folder of the model. */
  readonly path: string;
  readonly spec: { readonly name: string; readonly [option: string]: unknown };
  readonly classes: readonly string[];
  /** [H, W, C] for images, [samples] for sounds. */
  readonly inputShape: readonly number[];
}

/** Templates of a model at some inputs. */
export interface TemplatesFindings {
  readonly model: TemplatesModel;
  /** Short description of where the inputs come from. */
  readonly source: string;
  /** Present for sounds, absent for images. */
  readonly sampleRateHz?: number;
  readonly inputs: readonly InspectedInput[];
  /** Nonlinearities (in the plural) because of which Eq. 1 holds only to first order; undefined if piecewise linear. */
  readonly nonlinearity?: string | undefined;
}

/** Draws a model's templates: one row per image, or the panels of one sound. */
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
  const subtitle = `${input.name}; after each class: A_c · x + b_c = f_c${order}`;
  return soundFigure(input, { title, subtitle, classes, sampleRateHz });
}

/** Summarises templates as plain JSON, without their values. */
export function templatesJson({ model, source, inputs, nonlinearity }: TemplatesFindings) {
  const { path, classes } = model;
  return {
    model: path,
    source,
    piecewiseLinear: nonlinearity === undefined,
    inputs: inputs.map((input) => ({
      name: input.name,
      label: input.label,
      prediction: classes[predictedClass(input)]!,
      relativeResidual: input.templates.relativeResidual,
      classes: input.templates.classes.map(({ template: _, ...numbers }, c) => ({ class: classes[c]!, ...numbers })),
    })),
  };
}
