import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReadingProgress } from '../../../api/types';
import { SearchAndFilter } from '../../../components/search-and-filter';
import { numberOf } from '../../../i18n/format';
import { csvOf } from '../csv';
import { saveFile } from '../save-file';
import { MemberTable } from './member-table';
import { chosen, type Filter, filters, type MemberSort, named, sorted } from './members';
import styles from './members-view.module.css';
import { SendAgain } from './send-again';

type Props = { progress: ReadingProgress; onReload: () => void };

export function Members({ progress, onReload }: Props) {
  const { t, i18n } = useTranslation('readings');
  const { language } = i18n;
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const [sort, setSort] = useState<MemberSort>({ key: 'name', descending: false });
  const number = (value: number) => numberOf(value, language);

  const all = useMemo(
    () => named(progress.members, (place) => t('progress.nameless', { number: place })),
    [progress.members, t],
  );
  const shown = useMemo(
    () => sorted(chosen(all, filter, search), sort, language),
    [all, filter, search, sort, language],
  );
  const counts = useMemo(() => new Map(filters.map((id) => [id, chosen(all, id, '').length])), [all]);
  const count = (id: Filter) => counts.get(id) ?? 0;
  // Also of those who had read the text before the activity was graded.
  const unsent = all.some(({ done_at, grade }) => done_at !== null && grade.state !== 'sent');

  function save() {
    const columns = [
      'name',
      'email',
      'user_id',
      'membership',
      'read_at',
      'grade',
      'reason',
      'score',
      'maximum',
    ] as const;
    const rows = shown.map((member) => [
      member.name,
      member.email,
      member.user_id,
      member.status,
      member.done_at && new Date(member.done_at).toISOString(),
      member.grade.state,
      member.grade.reason,
      member.result?.score ?? null,
      member.result?.maximum ?? null,
    ]);
    const head = columns.map((column) => t(`csv.${column}`));
    saveFile(csvOf([head, ...rows]), 'text/csv;charset=utf-8', `${fileName(progress.title)}.csv`);
  }

  return (
    <>
      {progress.notice !== null && (
        <Alert type="warning" header={t('progress.notice')}>
          {t(`progress.${noticeOf(progress.notice)}`)}
        </Alert>
      )}
      {progress.truncated && <Alert type="warning">{t('progress.truncated')}</Alert>}
      {progress.members_from === 'launches' && <p className={styles.note}>{t('progress.from_launches')}</p>}
      <div className={styles.head}>
        <p className={styles.counts}>
          {progress.members_from === 'launches'
            ? t('progress.count', { done: number(count('done')) })
            : t('progress.counts', { done: number(count('done')), all: number(count('all')) })}
        </p>
        <div className={styles.actions}>
          <Button iconName="refresh" onClick={onReload}>
            {t('progress.reload')}
          </Button>
          <Button iconName="download" disabled={shown.length === 0} onClick={save}>
            {t('progress.csv')}
          </Button>
        </div>
      </div>
      {progress.graded && unsent && <SendAgain onSent={onReload} />}
      {all.length === 0 ? (
        <p className={styles.note}>{t('progress.nobody')}</p>
      ) : (
        <>
          <SearchAndFilter
            texts={{ search: t('progress.search'), clear: t('progress.clear'), filter: t('progress.filter') }}
            search={search}
            onSearch={setSearch}
            filters={filters.map((id) => {
              const name = t(`progress.filter_${id}`);
              return { id, name, label: t('progress.filter_count', { name, number: number(count(id)) }) };
            })}
            filter={filter}
            onFilter={setFilter}
          />
          <p role="status" className={styles.note}>
            {shown.length === 0
              ? t('progress.none_found')
              : t('progress.shown', { shown: number(shown.length), all: number(all.length) })}
          </p>
          {shown.length > 0 && (
            <MemberTable members={shown} graded={progress.graded} sort={sort} onSort={setSort} />
          )}
        </>
      )}
    </>
  );
}

/** Codes of a newer tool are said in general words. */
function noticeOf(code: string) {
  const known = ['members_unavailable', 'results_unavailable'] as const;
  return known.find((notice) => notice === code) ?? 'something_unavailable';
}

/** A title may have what a file's name may not. */
function fileName(title: string): string {
  return (
    title
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 80) || 'progress'
  );
}
