import { ClientAddresses } from "../../server/api/client-address.ts";
import { EventStreams } from "../../server/api/event-streams.ts";
import { publicProcedure, router } from "../../server/api/trpc.ts";
import { trpcEndpoint } from "../../server/api/trpc-endpoint.ts";
import { SignInLimits } from "../../server/auth/auth-limits.ts";
import { DEMO_IDENTITY } from "../../server/auth/identity.ts";
import { createLogger } from "../../server/logger.ts";
import { AuthRig } from "../fakes/auth-rig.ts";
import { summary } from "./measure.ts";

const ROUNDS = 30;
const CALLS = 1_000;
/** Of the calls a second that are answered without asking who calls: without the network, which both would share. */
const LEAST_SHARE = 0.75;

const empty = router({ empty: publicProcedure.query(() => null) });

/** The smallest tRPC query from Request to Response, with and without asking who calls, turn by turn in one process. */
export async function run(print: (line: object) => void): Promise<void> {
  await using rig = await AuthRig.open();
  const userId = await rig.addUser("asha");
  const made = await rig.auth.keys.create(userId, { name: "bench", scopes: ["read"] });
  const cookie = await rig.cookieOf("asha");
  const parts = { router: empty, addresses: new ClientAddresses([]), log: createLogger("silent", "bench") };
  const eventStreams = new EventStreams({ ofIdentities: rig.auth.streams });
  const nobodyAsked = trpcEndpoint({
    ...{ ...parts, eventStreams },
    auth: { identify: () => ({ ok: true, identity: DEMO_IDENTITY }) },
  });
  const asked = trpcEndpoint({ ...parts, eventStreams, auth: rig.auth });
  const ask = async (endpoint: typeof asked, headers: Record<string, string>) =>
    (await endpoint(new Request("http://127.0.0.1/trpc/empty", { headers }))).arrayBuffer();
  const ways: Record<string, () => Promise<unknown>> = {
    "nobody is asked": () => ask(nobodyAsked, { cookie }),
    session: () => ask(asked, { cookie }),
    "API key": () => ask(asked, { "x-api-key": made.ok ? made.key : "" }),
    "session, not cached": () => {
      rig.clock.advance(SignInLimits.identityMs);
      return ask(asked, { cookie });
    },
  };
  const rates: Record<string, number[]> = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = -ROUNDS / 3; round < ROUNDS; round++) {
    for (const [name, call] of Object.entries(ways)) {
      const calls = name === "session, not cached" ? CALLS / 10 : CALLS;
      const start = performance.now();
      for (let n = 0; n < calls; n++) await call();
      const perSecond = (calls / (performance.now() - start)) * 1_000;
      if (round >= 0) rates[name]!.push(perSecond);
    }
  }
  const without = rates["nobody is asked"]!;
  for (const name of ["session", "API key"]) {
    const share = summary(rates[name]!.map((perSecond, round) => perSecond / without[round]!));
    print({
      bench: "auth",
      work: `an empty tRPC query, asked by ${name}`,
      perSecond: summary(rates[name]!).median,
      perSecondWithout: summary(without).median,
      share,
      least: LEAST_SHARE,
      pass: share.median >= LEAST_SHARE,
    });
  }
  const uncached = summary(rates["session, not cached"]!.map((perSecond) => 1_000_000 / perSecond));
  print({
    bench: "auth",
    work: "the same where the session is looked up, once in ten seconds",
    microseconds: uncached,
  });
}

if (import.meta.main) await run((line) => console.log(JSON.stringify(line)));
