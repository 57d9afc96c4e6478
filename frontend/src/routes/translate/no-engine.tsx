import Alert from '@cloudscape-design/components/alert';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/problem';
import { useLaunch } from '../../api/session-context';
import type { Role } from '../../api/types';
import { ProblemDetails } from '../../components/problem-details';

const responsible: readonly Role[] = ['instructor', 'administrator'];

/** Nothing is broken and a student can do nothing about it; who can is told what the tool says. */
export function NoEngine({ problem }: { problem: Problem | null }) {
  const { t } = useTranslation();
  const { me } = useLaunch();
  const tell = responsible.includes(me.role);
  return (
    <div role="alert">
      <Alert type="info" header={t('problem.no_engine.title')}>
        {t(tell ? 'translate.no_engine_teacher' : 'problem.no_engine.help')}
        {tell && problem !== null && <ProblemDetails problem={problem} />}
      </Alert>
    </div>
  );
}
