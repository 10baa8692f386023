import { type HTMLInputAutoCompleteAttribute, useId } from "react";

interface FieldProps {
  label: string;
  name: string;
  type: "email" | "password" | "text";
  autoComplete: HTMLInputAutoCompleteAttribute;
  /** Filled in, and not to be changed. */
  value?: string;
  hint?: string;
  minLength?: number;
  maxLength: number;
  autoFocus?: boolean;
}

/** One line of a form: what is asked for, where it goes, and what it must be. */
export function Field({ label, hint, value, autoFocus = false, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        {...input}
        {...(value === undefined ? {} : { value, readOnly: true })}
        {...(hint === undefined ? {} : { "aria-describedby": `${id}-hint` })}
        ref={(element) => {
          if (autoFocus) element?.focus();
        }}
        required
        spellCheck={false}
        autoCapitalize="none"
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="faint">
          {hint}
        </p>
      )}
    </div>
  );
}
