import Alert from '@cloudscape-design/components/alert';
import { useTranslation } from 'react-i18next';
import { getAssistant } from '../../../api/assistant';
import type { AssistantStatus } from '../../../api/assistant-types';
import { useRequest } from '../../../api/use-request';
import { Loading } from '../../../components/loading';
import { Page } from '../../../components/page';
import { withAssistantTexts } from '../../../i18n/assistant-texts';
import { AssistantProblem } from '../assistant-problem';
import { useTeaches } from '../use-teaches';
import styles from './ask.module.css';
import { Assistant } from './assistant';
import { Unavailable } from './unavailable';

/** Answers questions from the files of the course that the person came from. */
export default withAssistantTexts(function AskPage() {
  const { t } = useTranslation();
  const { t: text } = useTranslation('assistant');
  const { state, retry } = useRequest(getAssistant);
  return (
    <Page title={t('tools.ask.title')} lead={text('ask.lead')}>
      {state.status === 'loading' && <Loading text={t('loading.page')} />}
      {state.status === 'failed' && <AssistantProblem problem={state.problem} onRetry={retry} />}
      {state.status === 'ready' && <Offer status={state.data} onLook={retry} />}
    </Page>
  );
});

function Offer({ status, onLook }: { status: AssistantStatus; onLook: () => void }) {
  const { t } = useTranslation('assistant');
  const teaches = useTeaches();
  const { available, reason, course_visible, model } = status;
  if (!available) return <Unavailable reason={reason} onLook={onLook} />;
  if (!course_visible && !teaches) {
    return <Alert header={t('problem.course_hidden.title')}>{t('problem.course_hidden.help')}</Alert>;
  }
  return (
    <>
      {!course_visible && <Alert header={t('problem.course_hidden.title')}>{t('status.hidden_help')}</Alert>}
      {model === null && <p className={styles.note}>{t('status.no_model')}</p>}
      <Assistant />
      <p className={styles.small}>{t(model === null ? 'ask.privacy_no_model' : 'ask.privacy')}</p>
    </>
  );
}
