import { Text as InkText, type TextProps } from 'ink';
import { Children, type ReactElement, type ReactNode } from 'react';
import { printable } from '../../../src/printable.js';

/**
 * A text in one line, cut at the edge. Escape codes and line breaks in it are shown as escapes: names of files and
 * classes come from outside. Every text on a screen is one of these.
 */
export function Text({ children, ...props }: TextProps): ReactElement {
  return (
    <InkText wrap="truncate" {...props}>
      {Children.map(children, (child): ReactNode => (typeof child === 'string' ? printable(child) : child))}
    </InkText>
  );
}
