import { useTranslation } from 'react-i18next';
import { getProgress } from '../../../api/readings';
import { useRequest } from '../../../api/use-request';
import { Loading } from '../../../components/loading';
import { Page } from '../../../components/page';
import { ProblemNotice } from '../../../components/problem-notice';
import { withReadingTexts } from '../../../i18n/reading-texts';
import { Members } from './members-view';

/** For teachers: who has read the text of this activity, and what became of their grades. */
export default withReadingTexts(function ProgressPage() {
  const { t } = useTranslation();
  const { t: text } = useTranslation('readings');
  const { state, retry } = useRequest(getProgress);
  return (
    <Page
      title={t('tools.reading_progress.title')}
      lead={state.status === 'ready' && text('progress.lead', { title: state.data.title })}
    >
      {state.status === 'loading' && <Loading text={t('loading.page')} />}
      {state.status === 'failed' && <ProblemNotice problem={state.problem} onRetry={retry} />}
      {state.status === 'ready' && <Members progress={state.data} onReload={retry} />}
    </Page>
  );
});
