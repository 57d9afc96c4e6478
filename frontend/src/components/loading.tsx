import Spinner from '@cloudscape-design/components/spinner';
import styles from './loading.module.css';

type Props = {
  text: string;
  /** Makes the text the page's heading, where nothing else is on it yet. */
  heading?: boolean;
};

/** Appears only when waiting takes long enough to be noticed, so that a quick answer does not flicker. */
export function Loading({ text, heading = false }: Props) {
  const Text = heading ? 'h1' : 'span';
  return (
    <div className={styles.loading} role="status">
      <Spinner size="big" />
      <Text className={styles.text}>{text}</Text>
    </div>
  );
}
