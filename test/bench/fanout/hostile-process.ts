import { HOSTILITIES, HostileClient } from "./hostile-client.ts";
import { answerQuestions } from "./questions.ts";
import { KEYS } from "./workload.ts";

/** Clients of all the hostile kinds, in a process of their own: they shall cost the server, and not who measures it. */
const APART_MS = 50;
let clients: HostileClient[] = [];

const answers = {
  async start(port: number, count: number) {
    for (let i = 0; i < count; i++) {
      clients.push(new HostileClient(HOSTILITIES[i % HOSTILITIES.length]!, port, KEYS, i));
      await Bun.sleep(APART_MS);
    }
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
