import { type FormEvent, type ReactNode, useState } from "react";
import { problemText } from "../format/problem.ts";

interface FormProps {
  submit: string;
  /** Does it; throws, or returns what is wrong in words, or null when it is done: then the fields are emptied. */
  onSubmit(fields: FormData): Promise<string | null>;
  children: ReactNode;
}

/** Fields, a button, and what went wrong above it. It waits for the answer before it can be sent again. */
export function Form({ submit, onSubmit, children }: FormProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    setBusy(true);
    setProblem(null);
    try {
      const problem = await onSubmit(new FormData(form));
      setProblem(problem);
      if (problem === null) form.reset();
    } catch (error) {
      setProblem(problemText(error));
    }
    setBusy(false);
  };

  return (
    <form className="form" onSubmit={send}>
      {children}
      <p className="form-problem" role="alert">
        {problem}
      </p>
      <button type="submit" className="primary" disabled={isBusy}>
        {submit}
      </button>
    </form>
  );
}
