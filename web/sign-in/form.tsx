import { type FormEvent, type ReactNode, useState } from "react";

interface FormProps {
  submit: string;
  /** Does it; returns what is wrong in words, or null when it is done. */
  onSubmit(fields: FormData): Promise<string | null>;
  children: ReactNode;
}

/** Fields, a button, and what went wrong under it. It waits for the answer before it can be sent again. */
export function Form({ submit, onSubmit, children }: FormProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      setProblem(await onSubmit(new FormData(event.currentTarget)));
    } catch {
      setProblem("The server does not answer: try again in a moment.");
    }
    setBusy(false);
  };

  return (
    <form className="door-form" onSubmit={send}>
      {children}
      <p className="door-problem" role="alert">
        {problem}
      </p>
      <button type="submit" className="primary" disabled={isBusy}>
        {submit}
      </button>
    </form>
  );
}
