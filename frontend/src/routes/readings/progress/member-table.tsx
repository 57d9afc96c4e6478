import Icon from '@cloudscape-design/components/icon';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { momentOf } from '../../../i18n/format';
import { GradeState } from '../grade-state';
import { ResultText } from '../result-text';
import styles from './member-table.module.css';
import type { Named, Sort, SortKey } from './members';

type Props = {
  members: readonly Named[];
  graded: boolean;
  sort: Sort;
  onSort: (sort: Sort) => void;
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
export function MemberTable({ members, graded, sort, onSort }: Props) {
  const { t } = useTranslation('readings');
  const body = useRef<HTMLTableSectionElement>(null);
  const [above, setAbove] = useState(0);
  useLayoutEffect(() => {
    const top = body.current?.getBoundingClientRect().top ?? 0;
    setAbove(Math.max(0, top + window.scrollY));
  }, []);

  const virtual = useWindowVirtualizer({
    count: members.length,
    estimateSize: () => (window.innerWidth > 680 ? height.wide : height.narrow),
    overscan: 15,
    scrollMargin: above,
    getItemKey: (index) => members[index]?.user_id ?? index,
  });
  const items = virtual.getVirtualItems();
  const before = (items[0]?.start ?? above) - above;
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? above) - above);
  const columns = graded ? 4 : 2;

  return (
    <table
      {...role.table}
      className={graded ? `${styles.table} ${styles.graded}` : styles.table}
      aria-rowcount={members.length + 1}
    >
      <caption className={styles.caption}>{t('table.caption')}</caption>
      <thead {...role.group}>
        <tr {...role.row} aria-rowindex={1}>
          <Sortable name="name" sort={sort} onSort={onSort} />
          <Sortable name="time" sort={sort} onSort={onSort} />
          {graded && (
            <>
              <th {...role.head} scope="col">
                {t('table.grade')}
              </th>
              <th {...role.head} scope="col">
                {t('table.result')}
              </th>
            </>
          )}
        </tr>
      </thead>
      <Room height={before} columns={columns} />
      <tbody {...role.group} ref={body}>
        {items.map(({ index, key }) => {
          const member = members[index];
          return (
            member !== undefined && (
              <tr
                {...role.row}
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                aria-rowindex={index + 2}
              >
                <MemberCells member={member} graded={graded} />
              </tr>
            )
          );
        })}
      </tbody>
      <Room height={after} columns={columns} />
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

type SortableProps = { name: SortKey; sort: Sort; onSort: (sort: Sort) => void };

function Sortable({ name, sort, onSort }: SortableProps) {
  const { t } = useTranslation('readings');
  const active = sort.key === name;
  const direction = active ? (sort.descending ? 'descending' : 'ascending') : undefined;
  return (
    <th {...role.head} scope="col" aria-sort={direction}>
      <button
        type="button"
        className={styles.sort}
        onClick={() => onSort({ key: name, descending: active && !sort.descending })}
      >
        {t(`table.${name}`)}
        <Icon
          name={
            direction === 'descending' ? 'caret-down-filled' : direction ? 'caret-up-filled' : 'caret-down'
          }
        />
      </button>
    </th>
  );
}

function MemberCells({ member, graded }: { member: Named; graded: boolean }) {
  const { t, i18n } = useTranslation('readings');
  const { shown, name, user_id, email, status, done_at, grade, result } = member;
  return (
    <>
      <th {...role.rowHead} scope="row">
        <span className={styles.name}>{shown}</span>
        {(email !== null || name === null) && (
          <span className={styles.more}>{email ?? t('table.user_id', { id: user_id })}</span>
        )}
        {status !== 'active' && <span className={styles.more}>{t(`table.status_${status}`)}</span>}
      </th>
      <td {...role.cell} data-label={t('table.time')}>
        {done_at === null ? (
          <span className={styles.not}>{t('table.not_done')}</span>
        ) : (
          <time dateTime={done_at}>{momentOf(new Date(done_at), i18n.language)}</time>
        )}
      </td>
      {graded && (
        <>
          <td {...role.cell} data-label={t('table.grade')}>
            <GradeState grade={grade} />
          </td>
          <td {...role.cell} data-label={t('table.result')}>
            <ResultText result={result} />
          </td>
        </>
      )}
    </>
  );
}
