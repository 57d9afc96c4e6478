import { useTranslation } from 'react-i18next';
import { getSubmission } from '../../api/readings';
import type { Submission } from '../../api/types';
import { useRequest } from '../../api/use-request';
import { type Detail, DetailList } from '../../components/detail-list';
import { Loading } from '../../components/loading';
import { Page } from '../../components/page';
import { ProblemNotice } from '../../components/problem-notice';
import { Section } from '../../components/section';
import { languageName, momentOf } from '../../i18n/format';
import { withReadingTexts } from '../../i18n/reading-texts';
import { GradeState } from './grade-state';
import { ResultText } from './result-text';

/** For teachers, from the gradebook: what one student has done in this activity. */
export default withReadingTexts(function SubmissionPage() {
  const { t } = useTranslation();
  const { state, retry } = useRequest(getSubmission);
  return (
    <Page title={t('tools.submission.title')}>
      {state.status === 'loading' && <Loading text={t('loading.page')} />}
      {state.status === 'failed' && <ProblemNotice problem={state.problem} onRetry={retry} />}
      {state.status === 'ready' && <Student submission={state.data} />}
    </Page>
  );
});

function Student({ submission: { title, language, member, in_course } }: { submission: Submission }) {
  const { t, i18n } = useTranslation('readings');
  const { name, email, user_id, done_at, grade, result } = member;
  const details: Detail[] = [
    { label: t('submission.reading'), value: <span lang={language}>{title}</span> },
    { label: t('submission.language'), value: languageName(language, i18n.language) },
    ...(email === null ? [] : [{ label: t('submission.email'), value: email }]),
    { label: t('submission.user_id'), value: user_id },
    {
      label: t('submission.done'),
      value: done_at === null ? t('table.not_done') : momentOf(new Date(done_at), i18n.language),
    },
    { label: t('table.grade'), value: <GradeState grade={grade} /> },
    { label: t('table.result'), value: <ResultText result={result} /> },
  ];
  return (
    <>
      {!in_course && <p>{t('submission.gone')}</p>}
      <Section title={name ?? t('submission.nameless')}>
        <DetailList details={details} />
      </Section>
    </>
  );
}
