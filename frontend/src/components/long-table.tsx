import Icon from '@cloudscape-design/components/icon';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import styles from './long-table.module.css';

export type Sort<Id> = { key: Id; descending: boolean };

/** Rows are sorted by columns with an id; a column without one only says what is in it. */
export type Column<Row, Id> = {
  id?: Id;
  label: string;
  /** Of the table's, as CSS says it; columns without one share the rest. */
  width?: string;
  cell: (row: Row) => ReactNode;
};

type Props<Row, Id> = {
  /** What the table is about, for people who do not see it. */
  caption: string;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** The first one is what a row is about. */
  columns: readonly [Column<Row, Id>, ...Column<Row, Id>[]];
  sort: Sort<Id>;
  onSort: (sort: Sort<Id>) => void;
};

/**
 * On a phone a row is a block, and some browsers then forget that it is one of a table. Its roles remind them.
 */
const role = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  head: { role: 'columnheader' },
  rowHead: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const;

/** Pixels, about; each row is measured once it is there. */
const height = { wide: 58, narrow: 136 };

/**
 * Of thousands of rows only those near the window are in the page; the table tells how many there are, and each row
 * which one it is.
 */
export function LongTable<Row, Id extends string>(props: Props<Row, Id>) {
  const { caption, rows, keyOf, columns, sort, onSort } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [above, setAbove] = useState(0);
  useLayoutEffect(() => {
    const top = body.current?.getBoundingClientRect().top ?? 0;
    setAbove(Math.max(0, top + window.scrollY));
  }, []);

  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => (window.innerWidth > 680 ? height.wide : height.narrow),
    overscan: 15,
    scrollMargin: above,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
  });
  const items = virtual.getVirtualItems();
  const before = (items[0]?.start ?? above) - above;
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? above) - above);

  return (
    <table {...role.table} className={styles.table} aria-rowcount={rows.length + 1}>
      <caption className={styles.caption}>{caption}</caption>
      <thead {...role.group}>
        <tr {...role.row} aria-rowindex={1}>
          {columns.map((column) => (
            <Head key={column.label} column={column} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <Room height={before} columns={columns.length} />
      <tbody {...role.group} ref={body}>
        {items.map(({ index, key }) => {
          const row = rows[index];
          return (
            row !== undefined && (
              <tr
                {...role.row}
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                aria-rowindex={index + 2}
              >
                <Cells row={row} columns={columns} />
              </tr>
            )
          );
        })}
      </tbody>
      <Room height={after} columns={columns.length} />
    </table>
  );
}

/** As high as the rows that are not there. */
function Room({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tbody aria-hidden="true" className={styles.room}>
      <tr>
        <td colSpan={columns} style={{ height, padding: 0 }} />
      </tr>
    </tbody>
  );
}

type HeadProps<Row, Id> = Pick<Props<Row, Id>, 'sort' | 'onSort'> & { column: Column<Row, Id> };

function Head<Row, Id extends string>({ column, sort, onSort }: HeadProps<Row, Id>) {
  const { id, label, width } = column;
  const style = width === undefined ? {} : ({ '--width': width } as CSSProperties);
  if (id === undefined) {
    return (
      <th {...role.head} scope="col" className={styles.quiet} style={style}>
        {label}
      </th>
    );
  }
  const active = sort.key === id;
  const direction = active ? (sort.descending ? 'descending' : 'ascending') : undefined;
  return (
    <th {...role.head} scope="col" aria-sort={direction} style={style}>
      <button
        type="button"
        className={styles.sort}
        onClick={() => onSort({ key: id, descending: active && !sort.descending })}
      >
        {label}
        <Icon
          name={
            direction === 'descending' ? 'caret-down-filled' : direction ? 'caret-up-filled' : 'caret-down'
          }
        />
      </button>
    </th>
  );
}

function Cells<Row, Id>({ row, columns }: { row: Row; columns: Props<Row, Id>['columns'] }) {
  const [first, ...others] = columns;
  return (
    <>
      <th {...role.rowHead} scope="row">
        {first.cell(row)}
      </th>
      {others.map(({ label, cell }) => (
        <td key={label} {...role.cell} data-label={label}>
          {cell(row)}
        </td>
      ))}
    </>
  );
}
