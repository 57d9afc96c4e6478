import { Identifier } from '../../components/identifier';

/** Identifiers as the platform sent them, or what to say when there are none. */
export function CodeList({ items, none = null }: { items: readonly string[]; none?: string | null }) {
  if (items.length === 0) return none;
  return (
    <ul>
      {items.map((item) => (
        <li key={item}>
          <Identifier>{item}</Identifier>
        </li>
      ))}
    </ul>
  );
}
