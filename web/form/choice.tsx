import { useId } from "react";

interface ChoiceProps<Value extends string> {
  label: string;
  options: readonly { value: Value; label: string }[];
  /** In a form: what it is called there, and what is chosen at first. */
  name?: string;
  defaultValue?: Value;
  /** Outside of one: what is chosen, and what another choice does. */
  value?: Value;
  onChange?(value: Value): void;
  /** The label is read out, not shown. */
  isBare?: boolean;
  disabled?: boolean;
}

/** One of a few. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, options, onChange, isBare = false, ...select } = props;
  const id = useId();
  return (
    <div className="field" data-bare={isBare}>
      <label htmlFor={id} className={isBare ? "for-ear" : undefined}>
        {label}
      </label>
      <select id={id} {...select} onChange={(event) => onChange?.(event.target.value as Value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
