import { type FormEvent, type ReactNode, useId, useRef } from "react";

interface ConfirmButtonProps {
  label: string;
  /** Where the label alone does not say what it is for: "Revoke the key script". */
  name?: string;
  /** What will happen, naming what it happens to: "Unsubscribe 126 Tier A legs of 3 users". */
  question: string;
  /** On the button that does it. */
  confirmLabel: string;
  /** It stands out before it is asked for: what stops everybody. */
  isGrave?: boolean;
  disabled?: boolean;
  /** Fields to fill in before it is done. */
  children?: ReactNode;
  onConfirm(fields: FormData): void;
}

/** For what cannot be taken back: asks before it is done. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { label, name, question, confirmLabel, isGrave = false, disabled = false, children, onConfirm } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const confirm = (event: FormEvent<HTMLFormElement>) => onConfirm(new FormData(event.currentTarget));
  return (
    <>
      <button
        type="button"
        className={isGrave ? "danger" : undefined}
        aria-label={name}
        disabled={disabled}
        onClick={() => dialog.current?.showModal()}
      >
        {label}
      </button>
      <dialog ref={dialog} className="dialog panel" aria-labelledby={id}>
        <form method="dialog" onSubmit={confirm}>
          <p id={id}>{question}</p>
          {children}
          <div className="dialog-actions">
            <button type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button type="submit" className="danger">
              {confirmLabel}
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
