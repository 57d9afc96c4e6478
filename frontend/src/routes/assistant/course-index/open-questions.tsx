import { useTranslation } from 'react-i18next';
import { getOpenQuestions } from '../../../api/assistant';
import { useRequest } from '../../../api/use-request';
import { Loading } from '../../../components/loading';
import { Section } from '../../../components/section';
import { AssistantProblem } from '../assistant-problem';
import styles from './open-questions.module.css';
import { QuestionList } from './question-list';

/** What people asked and no file of the course answers: what it may lack. */
export function OpenQuestions() {
  const { t } = useTranslation('assistant');
  const { t: page } = useTranslation();
  const { state, retry } = useRequest(getOpenQuestions);
  return (
    <Section title={t('questions.title')}>
      <p className={styles.text}>{t('questions.text')}</p>
      {state.status === 'loading' && <Loading text={page('loading.page')} />}
      {state.status === 'failed' && <AssistantProblem problem={state.problem} onRetry={retry} />}
      {state.status === 'ready' && <QuestionList questions={state.data} />}
    </Section>
  );
}
