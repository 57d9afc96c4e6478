import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import { useTranslation } from 'react-i18next';
import { courseUrl } from '../api/return-url';

type Props = { returnUrl: string | null | undefined; variant: ButtonProps.Variant };

/**
 * Fills the whole page: inside our frame the platform may not know the person, because browsers keep its
 * cookies from pages that another site opens in a frame.
 */
export function BackToCourse({ returnUrl, variant }: Props) {
  const { t } = useTranslation();
  const url = courseUrl(returnUrl);
  if (url === null) return null;
  return (
    <Button href={url} target="_top" variant={variant} iconName="arrow-left">
      {t('actions.back_to_course')}
    </Button>
  );
}
