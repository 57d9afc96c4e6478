import Alert from '@cloudscape-design/components/alert';
import FileInput from '@cloudscape-design/components/file-input';
import FormField from '@cloudscape-design/components/form-field';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Imported, ImportFault } from './read-file';
import styles from './text-form.module.css';

type Outcome =
  | { status: 'reading'; name: string }
  | { status: 'done'; name: string; pictures: boolean }
  | { status: 'failed'; name: string; fault: ImportFault };

/** Must be known before the reader of files is loaded. */
const accepted = '.txt,.md,.markdown,.html,.htm,.docx';

/** Adds the text of a file to what is written; undoing takes it out again. */
export function FileImport({ onImport }: { onImport: (imported: Imported, name: string) => void }) {
  const { t } = useTranslation('readings');
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  async function take(file: File) {
    const { name } = file;
    setOutcome({ status: 'reading', name });
    try {
      const { readFile } = await import('./read-file');
      const imported = await readFile(file);
      onImport(imported, name);
      setOutcome({ status: 'done', name, pictures: imported.pictures });
    } catch (cause) {
      setOutcome({ status: 'failed', name, fault: faultIn(cause) });
    }
  }

  return (
    <div>
      <FormField label={t('import.label')} constraintText={t('import.hint')}>
        <FileInput
          value={[]}
          accept={accepted}
          onChange={({ detail: { value } }) => {
            if (value[0] !== undefined) void take(value[0]);
          }}
        >
          {t('import.choose')}
        </FileInput>
      </FormField>
      <div role="status" className={styles.notice}>
        {outcome?.status === 'reading' && (
          <StatusIndicator type="loading">{t('import.reading', { name: outcome.name })}</StatusIndicator>
        )}
        {outcome?.status === 'done' && (
          <StatusIndicator type="success">
            {t('import.done', { name: outcome.name })} {outcome.pictures && t('import.pictures')}
          </StatusIndicator>
        )}
      </div>
      {outcome?.status === 'failed' && (
        <div role="alert" className={styles.notice}>
          <Alert type="warning" header={t('import.failed', { name: outcome.name })}>
            {t(`import.fault_${outcome.fault}`)}
          </Alert>
        </div>
      )}
    </div>
  );
}

/** A reader of files that did not load, or failed in a way that it does not know, is as good as a file that is not there. */
function faultIn(cause: unknown): ImportFault {
  const fault = cause instanceof Error && 'fault' in cause ? cause.fault : null;
  return faults.find((known) => known === fault) ?? 'unreadable';
}

const faults: readonly ImportFault[] = [
  'too_large',
  'empty',
  'pdf',
  'old_word',
  'protected',
  'damaged',
  'unknown',
];
