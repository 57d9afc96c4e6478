import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../api/types';
import { CopyButton } from '../../components/copy-button';
import { type Detail, DetailList } from '../../components/detail-list';
import { Identifier } from '../../components/identifier';
import { Section } from '../../components/section';
import { dateAndTime } from '../../i18n/format';
import { CodeList } from './code-list';
import { SwitchOn } from './switch-on';

export function ConnectionDetails({ connection }: { connection: Connection }) {
  const { t, i18n } = useTranslation();
  const { released, services } = connection;
  const product = [connection.product, connection.product_version].filter(Boolean).join(' ');
  const verbatim = (label: string, text: string): Detail => ({
    label,
    value: <Identifier>{text}</Identifier>,
    copy: text,
  });

  return (
    <>
      <div>
        <CopyButton text={JSON.stringify(connection, null, 2)} label={t('connection.copy_all')} />
      </div>
      <SwitchOn connection={connection} />
      <Section title={t('connection.registration')}>
        <DetailList
          details={[
            { label: t('connection.product'), value: product || t('connection.unknown') },
            verbatim(t('connection.issuer'), connection.issuer),
            verbatim(t('connection.client_id'), connection.client_id),
            verbatim(t('connection.deployment_id'), connection.deployment_id),
          ]}
        />
      </Section>
      <Section title={t('connection.released')}>
        <DetailList
          details={[
            { label: t('connection.release_name'), value: <Released yes={released.name} /> },
            { label: t('connection.release_email'), value: <Released yes={released.email} /> },
          ]}
        />
      </Section>
      <Section title={t('connection.services')}>
        <DetailList
          details={[
            {
              label: t('connection.line_items'),
              value: (
                <>
                  <Granted yes={services.line_items.available} />
                  <CodeList items={services.line_items.scopes} />
                </>
              ),
            },
            { label: t('connection.memberships'), value: <Granted yes={services.memberships.available} /> },
          ]}
        />
      </Section>
      <Section title={t('connection.launch')}>
        <DetailList
          details={[
            { label: t('connection.launched_at'), value: dateAndTime(connection.launched_at, i18n.language) },
            {
              label: t('connection.message_type'),
              value: <Identifier>{connection.message_type}</Identifier>,
            },
            {
              label: t('connection.roles'),
              value: <CodeList items={connection.roles} none={t('connection.none')} />,
            },
            {
              label: t('connection.custom_parameters'),
              value: <CodeList items={connection.custom_parameters} none={t('connection.none')} />,
            },
          ]}
        />
      </Section>
    </>
  );
}

function Released({ yes }: { yes: boolean }) {
  const { t } = useTranslation();
  return (
    <StatusIndicator type={yes ? 'success' : 'stopped'}>
      {t(yes ? 'connection.is_released' : 'connection.not_released')}
    </StatusIndicator>
  );
}

function Granted({ yes }: { yes: boolean }) {
  const { t } = useTranslation();
  return (
    <StatusIndicator type={yes ? 'success' : 'stopped'}>
      {t(yes ? 'connection.granted' : 'connection.not_granted')}
    </StatusIndicator>
  );
}
