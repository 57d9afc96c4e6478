import { useTranslation } from 'react-i18next';
import { getPrivacy } from '../../api/readings';
import { useRequest } from '../../api/use-request';
import { Loading } from '../../components/loading';
import { Page } from '../../components/page';
import { ProblemNotice } from '../../components/problem-notice';
import { withReadingTexts } from '../../i18n/reading-texts';
import { PrivacyRecords } from './privacy-records';

/** What is kept about a person, for them or for an administrator on their behalf. */
export default withReadingTexts(function PrivacyPage() {
  const { t } = useTranslation();
  const { t: text } = useTranslation('readings');
  const { state, retry } = useRequest(getPrivacy);
  return (
    <Page title={t('tools.privacy.title')} lead={text('privacy.lead')}>
      {state.status === 'loading' && <Loading text={t('loading.page')} />}
      {state.status === 'failed' && <ProblemNotice problem={state.problem} onRetry={retry} />}
      {state.status === 'ready' && <PrivacyRecords kept={state.data} onReload={retry} />}
    </Page>
  );
});
