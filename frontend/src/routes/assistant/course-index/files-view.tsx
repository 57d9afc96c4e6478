import Alert from '@cloudscape-design/components/alert';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CourseIndex } from '../../../api/assistant-types';
import { SearchAndFilter } from '../../../components/search-and-filter';
import { numberOf } from '../../../i18n/format';
import { FileTable } from './file-table';
import { chosen, type FileSort, type Filter, filters, listed, sorted } from './files';
import styles from './files-view.module.css';

/** The files of the course, to be searched, filtered and sorted. */
export function FilesView({ index: { files, truncated, waiting } }: { index: CourseIndex }) {
  const { t, i18n } = useTranslation('assistant');
  const { language } = i18n;
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const [sort, setSort] = useState<FileSort>({ key: 'state', descending: false });
  const number = (value: number) => numberOf(value, language);

  const all = useMemo(() => listed(files), [files]);
  const shown = useMemo(
    () => sorted(chosen(all, filter, search), sort, language),
    [all, filter, search, sort, language],
  );
  const counts = useMemo(() => new Map(filters.map((id) => [id, chosen(all, id, '').length])), [all]);

  if (all.length === 0) {
    return waiting === 0 && <p className={styles.note}>{t('index.nothing')}</p>;
  }
  return (
    <>
      {truncated && <Alert type="warning">{t('index.truncated')}</Alert>}
      <SearchAndFilter
        texts={{ search: t('index.search'), clear: t('index.clear'), filter: t('index.filter') }}
        search={search}
        onSearch={setSearch}
        filters={filters.map((id) => {
          const name = t(id === 'all' ? 'index.filter_all' : `index.${id}`);
          return {
            id,
            name,
            label: t('index.filter_count', { name, number: number(counts.get(id) ?? 0) }),
          };
        })}
        filter={filter}
        onFilter={setFilter}
      />
      <p role="status" className={styles.note}>
        {shown.length === 0
          ? t('index.none_found')
          : t('index.shown', { shown: number(shown.length), all: number(all.length) })}
      </p>
      {shown.length > 0 && <FileTable files={shown} sort={sort} onSort={setSort} />}
    </>
  );
}
