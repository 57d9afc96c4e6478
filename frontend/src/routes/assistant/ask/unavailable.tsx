import Alert from '@cloudscape-design/components/alert';
import { useTranslation } from 'react-i18next';
import type { AssistantStatus } from '../../../api/assistant-types';
import { NoAnswersYet } from './no-answers-yet';

type Props = { reason: AssistantStatus['reason']; onLook: () => void };

/** Nothing is broken: there is nothing to ask about, or not yet. */
export function Unavailable({ reason, onLook }: Props) {
  const { t } = useTranslation('assistant');
  switch (reason) {
    case 'no_course':
      return <Alert header={t('problem.no_course.title')}>{t('problem.no_course.help')}</Alert>;
    case 'not_indexed':
    case 'index_outdated':
      return <NoAnswersYet reason={reason} onLook={onLook} />;
    default:
      return <Alert header={t('status.unavailable')}>{t('status.unavailable_help')}</Alert>;
  }
}
