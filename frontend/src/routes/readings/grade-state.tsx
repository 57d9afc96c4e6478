import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useTranslation } from 'react-i18next';
import type { Grade } from '../../api/types';
import styles from './grade-state.module.css';
import { reasonOf, whenOf } from './grade-text';

const types: Record<Grade['state'], StatusIndicatorProps.Type> = {
  none: 'stopped',
  waiting: 'pending',
  sent: 'success',
  failed: 'error',
};

/** The state of a grade for a teacher: with its cause, and what to do about it. */
export function GradeState({ grade }: { grade: Grade }) {
  const { t, i18n } = useTranslation('readings');
  const when = whenOf(t, grade, i18n.language);
  return (
    <>
      <StatusIndicator type={types[grade.state]}>{t(`grade.${grade.state}`)}</StatusIndicator>
      {when !== null && <span className={styles.more}>{when}</span>}
      {grade.state === 'failed' && <span className={styles.more}>{t(`grade.cause_${reasonOf(grade)}`)}</span>}
    </>
  );
}
