/**
 * A URL, key or other text that must be read letter by letter. It may break after a slash or a hash, so that
 * a narrow page does not tear its words apart.
 */
export function Identifier({ children }: { children: string }) {
  const parts = children.split(/(?<=[/#])(?=[^/#])/);
  return (
    <code>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places.
        <span key={index}>
          {part}
          <wbr />
        </span>
      ))}
    </code>
  );
}
