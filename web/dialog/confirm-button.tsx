import { useId, useRef } from "react";

interface ConfirmButtonProps {
  label: string;
  /** What will happen, naming what it happens to: "Unsubscribe 126 Tier A legs of 3 users". */
  question: string;
  /** On the button that does it. */
  confirmLabel: string;
  disabled?: boolean;
  onConfirm(): void;
}

/** For what cannot be taken back: asks before it is done. */
export function ConfirmButton({ label, question, confirmLabel, disabled = false, onConfirm }: ConfirmButtonProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  return (
    <>
      <button type="button" disabled={disabled} onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <dialog ref={dialog} className="dialog panel" aria-labelledby={id}>
        <form method="dialog">
          <p id={id}>{question}</p>
          <div className="dialog-actions">
            <button type="submit">Cancel</button>
            <button type="submit" className="danger" onClick={onConfirm}>
              {confirmLabel}
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
