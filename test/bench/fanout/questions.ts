/** What a process of the bench can be asked, by name. Arguments and answers travel as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: each answer has its own arguments, and their types are the caller's to keep.
export type Answers = Record<string, (...args: any[]) => unknown>;

export interface Question {
  id: number;
  ask: string;
  args: unknown[];
}
export type Reply = { id: number; answer: unknown } | { id: number; error: string };

/** What a process has used since it began. */
export interface Usage {
  /** User and system time of all its threads. */
  cpuMs: number;
  rssBytes: number;
}

export function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage().rss };
}

/** Answers the process that started this one, and ends with it. */
export function answerQuestions(answers: Answers): void {
  process.on("disconnect", () => process.exit(0));
  process.on("message", async ({ id, ask, args }: Question) => {
    try {
      const answer = await answers[ask]!(...args);
      process.send!({ id, answer } satisfies Reply);
    } catch (error) {
      process.send!({ id, error: String(error) } satisfies Reply);
    }
  });
}
