import Button from '@cloudscape-design/components/button';
import LiveRegion from '@cloudscape-design/components/live-region';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './copy-button.module.css';
import { copyText } from './copy-text';

type Props = {
  text: string;
  label: string;
  /** Shows an icon alone, beside the text that it copies. */
  icon?: boolean;
};

export function CopyButton({ text, label, icon = false }: Props) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<'copied' | 'copy_failed' | null>(null);

  useEffect(() => {
    if (outcome !== 'copied') return;
    const timer = setTimeout(() => setOutcome(null), 3000);
    return () => clearTimeout(timer);
  }, [outcome]);

  return (
    <span className={styles.copy}>
      <Button
        variant={icon ? 'inline-icon' : 'normal'}
        iconName={outcome === 'copied' ? 'check' : 'copy'}
        ariaLabel={label}
        onClick={async () => setOutcome((await copyText(text)) ? 'copied' : 'copy_failed')}
      >
        {!icon && label}
      </Button>
      <LiveRegion tagName="span" hidden={outcome !== 'copy_failed'}>
        {outcome !== null && t(`actions.${outcome}`)}
      </LiveRegion>
    </span>
  );
}
