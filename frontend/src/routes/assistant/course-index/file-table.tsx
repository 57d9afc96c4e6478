import Link from '@cloudscape-design/components/link';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useTranslation } from 'react-i18next';
import type { IndexedFile } from '../../../api/assistant-types';
import { webUrl } from '../../../api/web-url';
import { Joined } from '../../../components/joined';
import { LongTable } from '../../../components/long-table';
import { momentOf, sizeOf } from '../../../i18n/format';
import styles from './file-table.module.css';
import type { FileSort, Listed } from './files';
import { Reason } from './reason';

type Props = { files: readonly Listed[]; sort: FileSort; onSort: (sort: FileSort) => void };

export function FileTable({ files, sort, onSort }: Props) {
  const { t } = useTranslation('assistant');
  return (
    <LongTable
      caption={t('index.files')}
      rows={files}
      keyOf={({ id }) => id}
      columns={[
        { id: 'file', label: t('index.file'), width: '42%', cell: (file) => <Name file={file} /> },
        { id: 'state', label: t('index.state'), cell: (file) => <State file={file} /> },
        { id: 'updated', label: t('index.updated'), width: '20%', cell: (file) => <Updated file={file} /> },
      ]}
      sort={sort}
      onSort={onSort}
    />
  );
}

function Name({ file: { file, activity, section, url, bytes } }: { file: IndexedFile }) {
  const { t, i18n } = useTranslation('assistant');
  const address = webUrl(url);
  const size = bytes === null ? null : sizeOf(bytes, i18n.language);
  return (
    <>
      {address === null ? (
        <span className={styles.file} dir="auto">
          {file}
        </span>
      ) : (
        <Link external href={address.href} externalIconAriaLabel={t('sources.new_tab')}>
          <bdi>{file}</bdi>
        </Link>
      )}
      <Joined className={styles.more} parts={[section, activity === file ? null : activity, size]} />
    </>
  );
}

const signs: Record<IndexedFile['status'], StatusIndicatorProps.Type> = {
  indexed: 'success',
  waiting: 'pending',
  failed: 'error',
  skipped: 'warning',
  left_out: 'stopped',
};

function State({ file: { status, reason, message } }: { file: IndexedFile }) {
  const { t } = useTranslation('assistant');
  return (
    <>
      <StatusIndicator type={signs[status]}>{t(`index.${status}`)}</StatusIndicator>
      {reason !== null && (
        <span className={styles.more}>
          <Reason code={reason} message={message} />
        </span>
      )}
    </>
  );
}

function Updated({ file: { updated_at } }: { file: IndexedFile }) {
  const { i18n } = useTranslation();
  const moment = new Date(updated_at * 1000);
  return <time dateTime={moment.toISOString()}>{momentOf(moment, i18n.language)}</time>;
}
