import { Fragment } from 'react';

type Props = { parts: readonly (string | null)[]; className?: string | undefined };

/** Short texts in one line. Each keeps its own direction, so that an Arabic name does not draw a page or a size to itself. */
export function Joined({ parts, className }: Props) {
  const told = parts.filter((part) => part !== null);
  return (
    <span className={className}>
      {told.map((part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts have places, and two of them may be the same.
        <Fragment key={place}>
          {place > 0 && ' · '}
          <bdi>{part}</bdi>
        </Fragment>
      ))}
    </span>
  );
}
