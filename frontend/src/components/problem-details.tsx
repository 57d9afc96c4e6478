import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/problem';
import { CopyButton } from './copy-button';
import { type Detail, DetailList } from './detail-list';
import styles from './problem-details.module.css';

/** What the tool itself said, for the person to pass on. The tool speaks English whatever the page does. */
export function ProblemDetails({ problem }: { problem: Problem }) {
  const { t } = useTranslation();
  const { message, code, requestId } = problem;
  if (code === null && message === '') return null;

  const details: Detail[] = [];
  if (message !== '') details.push({ label: t('problem.message'), value: <span lang="en">{message}</span> });
  if (code !== null) details.push({ label: t('problem.code'), value: <code>{code}</code> });
  if (requestId !== null) details.push({ label: t('problem.request_id'), value: <code>{requestId}</code> });
  const text = [code, requestId, message].filter((part) => part !== null && part !== '').join('\n');

  return (
    <div className={styles.details}>
      <DetailList details={details} />
      <CopyButton text={text} label={t('actions.copy_details')} />
    </div>
  );
}
