import { type AppRouter, createRouter, type Services } from "../router.ts";
import { apiSource } from "./api-source.ts";
import { readContracts } from "./contracts.ts";

/** Contracts that the client's own files name: what comes on the tick stream. */
const STREAM_TYPES = [
  "LtpTick",
  "QuoteTick",
  "FullTick",
  "FeedState",
  "MarketSessions",
  "SubscribedInstrument",
  "ChainUpdate",
  "ChainRefusalReason",
  "StreamEvent",
];

/** The router with nothing behind it: the shapes of its procedures can be read, and none can be called. */
export function uncallableRouter(): AppRouter {
  return createRouter({ watchlists: {}, auth: {}, admin: {} } as Services);
}

/** The generated part of the client as it should be, formatted as the rest of the code. */
export async function generatedApi(): Promise<string> {
  return formatted(apiSource(uncallableRouter(), await readContracts(), STREAM_TYPES));
}

async function formatted(source: string): Promise<string> {
  const biome = Bun.spawn(
    ["bunx", "--no-install", "biome", "format", "--stdin-file-path=client-sdk/generated/api.ts"],
    {
      stdin: new Blob([source]),
      stdout: "pipe",
      stderr: "pipe",
    },
  );
  const [text, errors] = await Promise.all([new Response(biome.stdout).text(), new Response(biome.stderr).text()]);
  if ((await biome.exited) !== 0) throw new Error(`the generated source could not be formatted: ${errors}`);
  return text;
}
