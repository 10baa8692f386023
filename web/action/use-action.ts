import { useMutation, useQueryClient } from "@tanstack/react-query";
import { problemText } from "../format/problem.ts";
import { useMarket } from "../market.ts";
import type { ToastOptions } from "../toast/toaster.ts";

/** An answer that says no, as a failure. */
class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** What a call answers when it is not refused. */
export type Done<Answer> = Exclude<Answer, { ok: false }>;

interface ActionOptions<Input, Answer> {
  /** Does it. An answer with `ok: false` counts as a failure. */
  run(input: Input): Promise<Answer>;
  /** Said once it is done; null where the page itself shows it. */
  done(answer: Done<Answer>, input: Input): string | ({ text: string } & ToastOptions) | null;
  /** Answers that are asked for again afterwards, by the first part of their query keys. */
  refreshes: readonly string[];
  /** A failure is shown where it was asked for, not in a toast. */
  isShownInPlace?: boolean;
}

/** Something that a click has the server do: pending, then said to be done or why not. */
export function useAction<Answer, Input = void>(options: ActionOptions<Input, Answer>) {
  const { run, done, refreshes, isShownInPlace = false } = options;
  const { toaster } = useMarket();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (input: Input): Promise<Done<Answer>> => {
      const answer = await run(input);
      const { ok, message } = (answer ?? {}) as { ok?: boolean; message?: string };
      if (ok === false) throw new RefusedError(message);
      return answer as Done<Answer>;
    },
    onSuccess(answer, input) {
      const said = done(answer, input);
      if (said === null) return;
      const { text, ...rest } = typeof said === "string" ? { text: said } : said;
      toaster.show(text, rest);
    },
    onError(error) {
      if (!isShownInPlace) toaster.show(problemText(error), { tone: "bad" });
    },
    onSettled: () => Promise.all(refreshes.map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
}
