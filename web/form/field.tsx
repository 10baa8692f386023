import { type InputHTMLAttributes, useId } from "react";

type Attribute =
  | "autoComplete"
  | "defaultValue"
  | "inputMode"
  | "max"
  | "maxLength"
  | "min"
  | "minLength"
  | "pattern"
  | "placeholder";

interface FieldProps extends Pick<InputHTMLAttributes<HTMLInputElement>, Attribute> {
  label: string;
  name: string;
  type: "email" | "number" | "password" | "text";
  /** Filled in, and not to be changed. */
  value?: string;
  hint?: string;
  isOptional?: boolean;
  autoFocus?: boolean;
}

/** One line of a form: what is asked for, where it goes, and what it must be. */
export function Field({ label, hint, value, isOptional = false, autoFocus = false, ...input }: FieldProps) {
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
        required={!isOptional}
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
