import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { problemText } from "../format/problem.ts";

interface AnsweredProps<T> {
  answer: UseQueryResult<T>;
  /** What it is, for the time until it is there: "the log". */
  name: string;
  children(data: T): ReactNode;
}

/** What the server has answered; until then that it is awaited, or why it does not come and the way to ask again. */
export function Answered<T>({ answer, name, children }: AnsweredProps<T>) {
  const { data, error, isFetching, refetch } = answer;
  const problem = error !== null && (
    <p className="answer-problem" role="alert">
      {data === undefined ? `No answer about ${name}` : `What is shown of ${name} is old`}: {problemText(error)}
      <button type="button" disabled={isFetching} onClick={() => refetch()}>
        Try again
      </button>
    </p>
  );
  if (data !== undefined) {
    return (
      <>
        {problem}
        {children(data)}
      </>
    );
  }
  return problem || <p className="answer-waiting faint">Waiting for {name}…</p>;
}
