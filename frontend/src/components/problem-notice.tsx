import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/problem';
import { ProblemDetails } from './problem-details';
import { problemKey } from './problem-text';

/** A problem inside a page whose frame still stands. */
export function ProblemNotice({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const { t } = useTranslation();
  const key = problemKey(problem);
  return (
    <div role="alert">
      <Alert
        type={problem.retryable ? 'error' : 'warning'}
        header={t(`problem.${key}.title`)}
        action={problem.retryable && <Button onClick={onRetry}>{t('actions.retry')}</Button>}
      >
        {t(`problem.${key}.help`)}
        <ProblemDetails problem={problem} />
      </Alert>
    </div>
  );
}
