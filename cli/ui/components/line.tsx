import type { TextProps } from 'ink';
import type { ReactElement } from 'react';
import { partsThatFit, type LinePart } from '../fit.js';
import { Text } from './text.js';

/** Part of a line with its looks. */
export interface StyledPart extends LinePart, Pick<TextProps, 'bold' | 'color' | 'dimColor'> {}

export interface LineProps {
  readonly parts: readonly StyledPart[];
  readonly columns: number;
  /** Text between two parts; default: two spaces. */
  readonly separator?: string;
}

/** A line of parts. In a narrow terminal whole parts are left out, and words stay whole. */
export function Line({ parts, columns, separator = '  ' }: LineProps): ReactElement {
  return (
    <Text>
      {partsThatFit(parts, columns, separator).map(({ text, bold = false, color, dimColor = false }, index) => (
        <Text key={index} bold={bold} dimColor={dimColor} {...(color !== undefined && { color })}>
          {index > 0 ? separator + text : text}
        </Text>
      ))}
    </Text>
  );
}
