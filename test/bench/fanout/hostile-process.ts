import { HOSTILITIES, HostileClient } from "./hostile-client.ts";
import { answerQuestions } from "./questions.ts";
import { KEYS } from "./workload.ts";

/** Clients of all the hostile kinds, in a process of their own: they shall cost the server, and not who measures it. */
let clients: HostileClient[] = [];

const answers = {
  start(port: number, count: number) {
    clients = Array.from(
      { length: count },
      (_, i) => new HostileClient(HOSTILITIES[i % HOSTILITIES.length]!, port, KEYS, i),
    );
  },
  /** How often each kind came. */
  visits: () =>
    Object.fromEntries(
      HOSTILITIES.map((kind) => [
        kind,
        clients.filter(({ hostility }) => hostility === kind).reduce((sum, { visits }) => sum + visits, 0),
      ]),
    ),
  stop() {
    for (const client of clients) client.stop();
    clients = [];
  },
};
export type HostileAnswers = typeof answers;
answerQuestions(answers);
