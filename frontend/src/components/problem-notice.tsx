import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/problem';
import { isToday, momentOf, timeOfDay } from '../i18n/format';
import { ProblemDetails } from './problem-details';
import { problemKey } from './problem-text';

type Props = {
  problem: Problem;
  onRetry: () => void;
  /** What the page says about it in words of its own. */
  words?: { title: string; help: string } | null;
};

/** A problem inside a page whose frame still stands. */
export function ProblemNotice({ problem, onRetry, words }: Props) {
  const { t } = useTranslation();
  const key = problemKey(problem);
  const { title, help } = words ?? { title: t(`problem.${key}.title`), help: t(`problem.${key}.help`) };
  return (
    <div role="alert">
      <Alert
        type={problem.retryable ? 'error' : 'warning'}
        header={title}
        action={problem.retryable && <Button onClick={onRetry}>{t('actions.retry')}</Button>}
      >
        {help} <Again at={problem.retryAt} />
        <ProblemDetails problem={problem} />
      </Alert>
    </div>
  );
}

/** Names the moment from which trying again makes sense, unless it is about to come. */
function Again({ at }: { at: Date | null }) {
  const { t, i18n } = useTranslation();
  if (at === null || at.getTime() - Date.now() < 60_000) return null;
  // Rounded up, for a minute has only begun at the moment that names it.
  const minute = new Date(Math.ceil(at.getTime() / 60_000) * 60_000);
  return isToday(minute)
    ? t('problem.again_at', { time: timeOfDay(minute, i18n.language) })
    : t('problem.again_on', { date: momentOf(minute, i18n.language) });
}
