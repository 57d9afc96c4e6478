import ActionCard from '@cloudscape-design/components/action-card';
import Icon from '@cloudscape-design/components/icon';
import { useTranslation } from 'react-i18next';
import styles from './tool-cards.module.css';
import { type ToolId, tools } from './tools';

export function ToolCards({ ids }: { ids: readonly ToolId[] }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.cards}>
      {ids.map((id) => (
        <li key={id}>
          <ActionCard
            href={`#${tools[id].path}`}
            header={<span className={styles.title}>{t(`tools.${id}.title`)}</span>}
            description={<span className={styles.text}>{t(`tools.${id}.text`)}</span>}
            icon={<Icon name={tools[id].icon} size="medium" />}
          />
        </li>
      ))}
    </ul>
  );
}
