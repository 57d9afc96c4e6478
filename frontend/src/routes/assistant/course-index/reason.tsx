import { useTranslation } from 'react-i18next';
import { leadsToMessage, reasonKey } from './reason-words';

type Props = {
  code: string;
  /** What the service says, in English. */
  message: string | null;
  /** Whether to show the message beside words that do without it. */
  inFull?: boolean;
};

/** Why something is not indexed: in words of the reader's language and, where these are not enough, those of the service. */
export function Reason({ code, message, inFull = false }: Props) {
  const { t } = useTranslation('assistant');
  const key = reasonKey(code);
  const told = key === null || inFull || leadsToMessage(key);
  return (
    <>
      {key !== null && t(`reason.${key}`)} {told && message !== null && <span lang="en">{message}</span>}
    </>
  );
}
