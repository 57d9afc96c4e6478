import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import styles from './search-and-filter.module.css';

type Choice<Id extends string> = { id: Id; name: string; label: string };

type Props<Id extends string> = {
  texts: { search: string; clear: string; filter: string };
  search: string;
  onSearch: (search: string) => void;
  filters: readonly Choice<Id>[];
  filter: Id;
  onFilter: (filter: Id) => void;
};

/** What a long list is narrowed by: words to search for, and one of some filters. */
export function SearchAndFilter<Id extends string>(props: Props<Id>) {
  const { texts, search, onSearch, filters, filter, onFilter } = props;
  const options = filters.map(({ id, label }) => ({ value: id, label }));
  const selected = filters.find(({ id }) => id === filter);
  return (
    <div className={styles.choice}>
      <FormField stretch label={texts.search}>
        <Input
          type="search"
          value={search}
          autoComplete={false}
          clearAriaLabel={texts.clear}
          onChange={({ detail }) => onSearch(detail.value)}
        />
      </FormField>
      <FormField stretch label={texts.filter}>
        <Select
          options={options}
          selectedOption={{ value: filter, label: selected?.name ?? filter }}
          onChange={({ detail }) => {
            const chosen = filters.find(({ id }) => id === detail.selectedOption.value);
            if (chosen) {
              onFilter(chosen.id);
            }
          }}
        />
      </FormField>
    </div>
  );
}
