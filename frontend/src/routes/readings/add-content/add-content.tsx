import { useTranslation } from 'react-i18next';
import { getDeepLink, getReadings } from '../../../api/readings';
import type { Session } from '../../../api/session';
import { useRequest } from '../../../api/use-request';
import { Loading } from '../../../components/loading';
import { Page } from '../../../components/page';
import { ProblemNotice } from '../../../components/problem-notice';
import { withReadingTexts } from '../../../i18n/reading-texts';
import { ContentChoice } from './content-choice';

const load = async (session: Session) => {
  const [link, readings] = await Promise.all([getDeepLink(session), getReadings(session)]);
  return { link, readings };
};

/** For teachers: puts a reading into the course from which they came, a new one or one that is there. */
export default withReadingTexts(function AddContentPage() {
  const { t } = useTranslation();
  const { t: text } = useTranslation('readings');
  const { state, retry } = useRequest(load);
  const course = state.status === 'ready' ? state.data.link.course : null;
  return (
    <Page
      title={t('tools.add_content.title')}
      lead={course === null ? text('add.lead') : text('add.lead_course', { course })}
    >
      {state.status === 'loading' && <Loading text={t('loading.page')} />}
      {state.status === 'failed' && <ProblemNotice problem={state.problem} onRetry={retry} />}
      {state.status === 'ready' && <ContentChoice {...state.data} />}
    </Page>
  );
});
