import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getReading } from '../../../api/readings';
import type { Reading } from '../../../api/types';
import { useRequest } from '../../../api/use-request';
import { Loading } from '../../../components/loading';
import { Page } from '../../../components/page';
import { ProblemNotice } from '../../../components/problem-notice';
import { withReadingTexts } from '../../../i18n/reading-texts';
import { ReadingView } from './reading-view';

/** The text of this activity, in its language and in the reader's. */
export default withReadingTexts(function ReadingPage() {
  const { t } = useTranslation();
  const { state, retry } = useRequest(getReading);
  const [changed, setChanged] = useState<Reading | null>(null);
  const reading = changed ?? (state.status === 'ready' ? state.data : null);
  const name = t('tools.reading.title');
  return (
    <Page title={reading?.title ?? name} tab={name} {...(reading !== null && { lang: reading.language })}>
      {state.status === 'loading' && <Loading text={t('loading.page')} />}
      {state.status === 'failed' && <ProblemNotice problem={state.problem} onRetry={retry} />}
      {reading !== null && <ReadingView reading={reading} onChange={setChanged} />}
    </Page>
  );
});
