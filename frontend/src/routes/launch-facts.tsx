import Container from '@cloudscape-design/components/container';
import { useTranslation } from 'react-i18next';
import type { Me } from '../api/types';
import { hostOf } from './host-of';
import styles from './launch-facts.module.css';

/** Who was launched, and from where. Every part but the role and the issuer may be unknown. */
export function LaunchFacts({ me }: { me: Me }) {
  const { t } = useTranslation();
  const { user, role, context, resource_link: link, platform } = me;
  const host = hostOf(platform.issuer);
  const course = context && (context.title ?? context.label ?? t('facts.untitled'));
  const activity = link && (link.title ?? t('facts.untitled'));

  return (
    <Container>
      <dl className={styles.facts}>
        <Fact
          label={t('facts.you')}
          value={user.name}
          otherwise={t('facts.anonymous')}
          more={t(`role.${role}`)}
        />
        <Fact
          label={t('facts.course')}
          value={course}
          otherwise={t('facts.no_course')}
          more={context?.label}
        />
        <Fact label={t('facts.activity')} value={activity} otherwise={t('facts.no_activity')} />
        <Fact label={t('facts.platform')} value={platform.name ?? host} more={host} />
      </dl>
    </Container>
  );
}

type FactProps = {
  label: string;
  value: string | null | undefined;
  /** What to say when the platform did not tell. */
  otherwise?: string;
  more?: string | null | undefined;
};

/** A value with a second, quieter line, unless that line would only repeat the first. */
function Fact({ label, value, otherwise, more }: FactProps) {
  return (
    <div>
      <dt className={styles.label}>{label}</dt>
      <dd className={value ? styles.value : styles.unknown}>{value ?? otherwise}</dd>
      {more && more !== value && <dd className={styles.more}>{more}</dd>}
    </div>
  );
}
