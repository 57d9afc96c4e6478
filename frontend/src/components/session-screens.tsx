import Button from '@cloudscape-design/components/button';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/problem';
import { useSession } from '../api/session-context';
import { BackToCourse } from './back-to-course';
import { Loading } from './loading';
import { ProblemDetails } from './problem-details';
import { problemKey } from './problem-text';
import { Screen } from './screen';
import styles from './session-screens.module.css';
import { useTitle } from './use-title';

export function Opening() {
  const { t } = useTranslation();
  const text = t('loading.session');
  useTitle(text);
  return (
    <main>
      <Loading heading text={text} />
    </main>
  );
}

export function NotLaunched() {
  const { t } = useTranslation();
  return <Screen title={t('not_launched.title')} text={t('not_launched.text')} />;
}

export function Ended({ returnUrl }: { returnUrl: string | null }) {
  const { t } = useTranslation();
  return (
    <Screen title={t('ended.title')} text={t('ended.text')}>
      <BackToCourse returnUrl={returnUrl} variant="primary" />
    </Screen>
  );
}

export function Failed({ problem, returnUrl }: { problem: Problem; returnUrl: string | null }) {
  const { t } = useTranslation();
  const session = useSession();
  const key = problemKey(problem);
  return (
    <Screen title={t(`problem.${key}.title`)} text={t(`problem.${key}.help`)}>
      <div className={styles.actions}>
        {problem.retryable && (
          <Button variant="primary" onClick={() => session.open()}>
            {t('actions.retry')}
          </Button>
        )}
        <BackToCourse returnUrl={returnUrl} variant="normal" />
      </div>
      <ProblemDetails problem={problem} />
    </Screen>
  );
}
