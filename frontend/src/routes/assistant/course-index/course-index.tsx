import Alert from '@cloudscape-design/components/alert';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../../components/loading';
import { Page } from '../../../components/page';
import { withAssistantTexts } from '../../../i18n/assistant-texts';
import { AssistantProblem } from '../assistant-problem';
import { FilesView } from './files-view';
import { IndexProgress } from './index-progress';
import { OpenQuestions } from './open-questions';
import { Reason } from './reason';
import { useCourseIndex } from './use-course-index';

/** For teachers: what the assistant answers from, what it leaves out and why, and what it could not answer. */
export default withAssistantTexts(function CourseIndexPage() {
  const { t } = useTranslation();
  const { t: text } = useTranslation('assistant');
  const { index, problem, most, look } = useCourseIndex();
  return (
    <Page title={t('tools.index.title')} lead={text('index.lead')}>
      {index === null && problem === null && <Loading text={t('loading.page')} />}
      {problem !== null && <AssistantProblem problem={problem} onRetry={look} />}
      {index !== null && (
        <>
          {index.problem !== null && (
            <Alert type="warning" header={text('index.outdated')}>
              <Reason {...index.problem} inFull />
            </Alert>
          )}
          <IndexProgress index={index} most={most} onLook={look} />
          <FilesView index={index} />
          <OpenQuestions />
        </>
      )}
    </Page>
  );
});
