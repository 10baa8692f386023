import type { TickFrame } from "../../shared/tick-frame-decoder.ts";
import { pythonPath } from "./ensure-python.ts";

const SCRIPT = new URL("strikewire_frames.py", import.meta.url).pathname;

/** What a decoder says of a frame: null where it refuses it. */
export type Reading = TickFrame | null;

/** What came on a connection, from its `hello` on: JSON as it is, frames in hexadecimal. */
export type Received = readonly string[];

export function isFrame(message: string): boolean {
  return !message.startsWith("{");
}

/** What strikewire_frames.py reads of a vector, frame by frame. */
export function readVectorInPython(path: string): TickFrame[] {
  return run([path], "").map((line) => JSON.parse(line));
}

/** What strikewire_frames.py reads of connections, frame by frame of each, in one process. */
export function readInPython(connections: readonly Received[]): Reading[][] {
  const lines = run([], connections.flat().join("\n")).values();
  return connections.map((messages) =>
    messages.filter(isFrame).map(() => {
      const { value } = lines.next();
      const answer = JSON.parse(value!);
      return "refused" in answer ? null : answer;
    }),
  );
}

function run(args: string[], input: string): string[] {
  const { stdout, stderr, exitCode } = Bun.spawnSync([pythonPath(), SCRIPT, ...args], { stdin: Buffer.from(input) });
  if (exitCode !== 0) throw new Error(`strikewire_frames.py failed: ${stderr}`);
  return stdout.toString().trimEnd().split("\n");
}
