import { useTranslation } from 'react-i18next';
import { type Column, LongTable } from '../../../components/long-table';
import { momentOf } from '../../../i18n/format';
import { GradeState } from '../grade-state';
import { ResultText } from '../result-text';
import styles from './member-table.module.css';
import type { MemberSort, Named, SortKey } from './members';

type Props = {
  members: readonly Named[];
  graded: boolean;
  sort: MemberSort;
  onSort: (sort: MemberSort) => void;
};

type MemberColumn = Column<Named, SortKey>;

export function MemberTable({ members, graded, sort, onSort }: Props) {
  const { t } = useTranslation('readings');
  const grades: MemberColumn[] = [
    { label: t('table.grade'), cell: ({ grade }) => <GradeState grade={grade} /> },
    { label: t('table.result'), width: '14%', cell: ({ result }) => <ResultText result={result} /> },
  ];
  const width = (share: string) => (graded ? { width: share } : {});
  return (
    <LongTable
      caption={t('table.caption')}
      rows={members}
      keyOf={({ user_id }) => user_id}
      columns={[
        { id: 'name', label: t('table.name'), ...width('32%'), cell: (member) => <Name member={member} /> },
        { id: 'time', label: t('table.time'), ...width('22%'), cell: (member) => <DoneAt member={member} /> },
        ...(graded ? grades : []),
      ]}
      sort={sort}
      onSort={onSort}
    />
  );
}

function Name({ member: { shown, name, user_id, email, status } }: { member: Named }) {
  const { t } = useTranslation('readings');
  return (
    <>
      <span className={styles.name}>{shown}</span>
      {(email !== null || name === null) && (
        <span className={styles.more}>{email ?? t('table.user_id', { id: user_id })}</span>
      )}
      {status !== 'active' && <span className={styles.more}>{t(`table.status_${status}`)}</span>}
    </>
  );
}

function DoneAt({ member: { done_at } }: { member: Named }) {
  const { t, i18n } = useTranslation('readings');
  if (done_at === null) return <span className={styles.not}>{t('table.not_done')}</span>;
  return <time dateTime={done_at}>{momentOf(new Date(done_at), i18n.language)}</time>;
}
