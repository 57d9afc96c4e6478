import type { Problem } from '../../api/problem';
import { ProblemNotice } from '../../components/problem-notice';
import { NoEngine } from './no-engine';

export function TranslateProblem({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  if (problem.code === 'no_engine') return <NoEngine problem={problem} />;
  return <ProblemNotice problem={problem} onRetry={onRetry} />;
}
