import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CourseIndex } from '../../../api/assistant-types';
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
  const nameOf = (id: Filter) => t(id === 'all' ? 'index.filter_all' : `index.${id}`);

  if (all.length === 0) {
    return waiting === 0 && <p className={styles.note}>{t('index.nothing')}</p>;
  }
  return (
    <>
      {truncated && <Alert type="warning">{t('index.truncated')}</Alert>}
      <div className={styles.choice}>
        <FormField stretch label={t('index.search')}>
          <Input
            type="search"
            value={search}
            autoComplete={false}
            clearAriaLabel={t('index.clear')}
            onChange={({ detail }) => setSearch(detail.value)}
          />
        </FormField>
        <FormField stretch label={t('index.filter')}>
          <Select
            options={filters.map((id) => ({
              value: id,
              label: t('index.filter_count', {
                name: nameOf(id),
                number: number(chosen(all, id, '').length),
              }),
            }))}
            selectedOption={{ value: filter, label: nameOf(filter) }}
            onChange={({ detail }) =>
              setFilter(filters.find((id) => id === detail.selectedOption.value) ?? 'all')
            }
          />
        </FormField>
      </div>
      <p role="status" className={styles.note}>
        {shown.length === 0
          ? t('index.none_found')
          : t('index.shown', { shown: number(shown.length), all: number(all.length) })}
      </p>
      {shown.length > 0 && <FileTable files={shown} sort={sort} onSort={setSort} />}
    </>
  );
}
