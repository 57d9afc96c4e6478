import Alert from '@cloudscape-design/components/alert';
import { useTranslation } from 'react-i18next';
import type { AssistantStatus } from '../../../api/assistant-types';
import { useTeaches } from '../use-teaches';

/** Nothing is broken and a student can do nothing about it; who teaches is told what is missing. */
export function Unavailable({ reason }: { reason: AssistantStatus['reason'] }) {
  const { t } = useTranslation('assistant');
  const teaches = useTeaches();
  switch (reason) {
    case 'no_course':
      return <Alert header={t('problem.no_course.title')}>{t('problem.no_course.help')}</Alert>;
    case 'no_site':
    case 'no_token':
      return (
        <Alert header={t(`problem.${reason}.title`)}>
          {teaches ? t(`status.${reason}_teacher`) : t('status.unavailable_help')}
        </Alert>
      );
    default:
      return <Alert header={t('status.unavailable')}>{t('status.unavailable_help')}</Alert>;
  }
}
