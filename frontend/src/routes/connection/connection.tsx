import { useTranslation } from 'react-i18next';
import type { Session } from '../../api/session';
import { useRequest } from '../../api/use-request';
import { Loading } from '../../components/loading';
import { Page } from '../../components/page';
import { ProblemNotice } from '../../components/problem-notice';
import { ConnectionDetails } from './connection-details';

const load = (session: Session) => session.request((api) => api.GET('/api/connection'));

/** How the course is connected, for those who set it up. The tool decides who may see it, not this page. */
export default function ConnectionPage() {
  const { t } = useTranslation();
  const { state, retry } = useRequest(load);
  return (
    <Page title={t('tools.connection.title')} lead={t('connection.lead')}>
      {state.status === 'loading' && <Loading text={t('loading.page')} />}
      {state.status === 'failed' && <ProblemNotice problem={state.problem} onRetry={retry} />}
      {state.status === 'ready' && <ConnectionDetails connection={state.data} />}
    </Page>
  );
}
