import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/problem';
import { ProblemNotice } from '../../components/problem-notice';
import { assistantProblemKey } from './problem-words';

/** A problem in the words of the assistant, where it has some: the page's own are about translating. */
export function AssistantProblem({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const { t } = useTranslation('assistant');
  const key = assistantProblemKey(problem);
  const words = key && { title: t(`problem.${key}.title`), help: t(`problem.${key}.help`) };
  return <ProblemNotice problem={problem} onRetry={onRetry} words={words} />;
}
