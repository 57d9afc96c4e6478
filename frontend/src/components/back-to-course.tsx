import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import { useTranslation } from 'react-i18next';
import { courseUrl } from '../api/return-url';

type Props = { returnUrl: string | null | undefined; variant: ButtonProps.Variant };

/** Opens in our own frame, as LTI asks: the platform's return page then leaves the frame by itself. */
export function BackToCourse({ returnUrl, variant }: Props) {
  const { t } = useTranslation();
  const url = courseUrl(returnUrl, window.self !== window.top);
  if (url === null) return null;
  return (
    <Button href={url} variant={variant} iconName="arrow-left">
      {t('actions.back_to_course')}
    </Button>
  );
}
