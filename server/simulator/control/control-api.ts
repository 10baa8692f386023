import { z } from "zod";
import { faultSwitches, refusal } from "../faults.ts";
import type { Control } from "./control.ts";

const SOCKET = z.int().positive().optional();
const NOTHING = z.strictObject({});
const SOCKET_INSTRUMENTS = /^\/control\/sockets\/(\d+)\/instruments$/;
const LOOPBACK = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);

interface Action {
  about: string;
  body: z.ZodType;
  run: (control: Control, body: unknown) => unknown;
}

/** Ties a body's schema to what is done with it. */
function action<Body>(about: string, body: z.ZodType<Body>, run: (control: Control, body: Body) => unknown): Action {
  return { about, body, run: (control, input) => run(control, input as Body) };
}

/** POST /control/<name> with a JSON body. */
const ACTIONS: Readonly<Record<string, Action>> = {
  faults: action(
    "sets the switches named, which stay until they are changed or cleared",
    faultSwitches.partial(),
    (control, body) => control.setFaults(defined(body)),
  ),
  "clear-faults": action("switches and refusals back to how the simulator was started", NOTHING, (control) =>
    control.clearFaults(),
  ),
  "refuse-upgrades": action(
    "answers the feed's next upgrades, or all for some seconds, with an HTTP status",
    refusal,
    (control, body) => control.refuseUpgrades(body),
  ),
  "refuse-rest": action("the same for REST", refusal, (control, body) => control.refuseRest(body)),
  "kick-oldest": action("disconnect packet 805 and close for the oldest socket", NOTHING, (control) => ({
    sockets: control.kickOldest() ? 1 : 0,
  })),
  disconnect: action(
    "disconnect packet with any reason and close, for one socket or all",
    z.strictObject({ reason: z.int().min(0).max(65_535), socket: SOCKET }),
    (control, { reason, socket }) => ({ sockets: control.disconnect(reason, socket) }),
  ),
  drop: action(
    "ends TCP without a close frame, for one socket or all",
    z.strictObject({ socket: SOCKET }),
    (control, { socket }) => ({ sockets: control.drop(socket) }),
  ),
  "truncated-packet": action(
    "sends the first bytes of a full packet",
    z.strictObject({ bytes: z.int().min(0).max(161), socket: SOCKET }),
    (control, { bytes, socket }) => ({ sockets: control.sendTruncatedPacket(bytes, socket) }),
  ),
  "odd-packet": action(
    "sends a header of any code and length, with as many bytes as asked for",
    z.strictObject({
      code: z.int().min(0).max(255),
      length: z.int().min(0).max(65_535),
      bytes: z.int().min(0).max(65_535),
      socket: SOCKET,
    }),
    (control, { socket, ...packet }) => ({ sockets: control.sendOddPacket(packet, socket) }),
  ),
  "depth-packet": action(
    "sends the v1 feed's depth packet (code 3) of an instrument the socket asked for",
    z.strictObject({ socket: SOCKET }),
    (control, { socket }) => ({ sockets: control.sendDepth(socket) }),
  ),
  spot: action(
    "moves an underlying to a price at once",
    z.strictObject({ symbol: z.string(), price: z.number().positive() }),
    (control, { symbol, price }) => ({ found: control.setSpot(symbol, price) }),
  ),
  "ticks-per-second": action(
    "ticks of each instrument in a second",
    z.strictObject({ ticksPerSecond: z.number().min(0).max(1_000) }),
    (control, { ticksPerSecond }) => control.setTicksPerSecond(ticksPerSecond),
  ),
  burst: action(
    "so many packets a second over all sockets for some seconds, stacked in frames",
    z.strictObject({
      packetsPerSecond: z.number().positive().max(1_000_000),
      seconds: z.number().positive().max(3_600),
      packetsPerFrame: z.int().min(1).max(200).optional(),
    }),
    (control, body) => control.burst(body),
  ),
};

const VIEWS: Readonly<Record<string, (control: Control) => unknown>> = {
  "/control": () => guide(),
  "/control/status": (control) => control.status(),
  "/control/messages": (control) => control.messages(),
};

/** `/control/*`: JSON in and out, for programs on the same machine. `GET /control` lists what can be asked for. */
export async function handleControl(
  control: Control,
  request: Request,
  url: URL,
  from: string | undefined,
): Promise<Response> {
  if (from === undefined || !LOOPBACK.has(from)) return answer({ error: "loopback only" }, 403);
  // Programs name no origin; a page that a browser shows has no business here.
  if (request.headers.has("origin")) return answer({ error: "not for web pages" }, 403);
  if (request.method === "GET") return view(control, url.pathname);
  const asked = ACTIONS[url.pathname.replace("/control/", "")];
  if (request.method !== "POST" || asked === undefined) return answer({ error: "unknown; see GET /control" }, 404);
  const text = await request.text();
  let input: unknown;
  try {
    input = text === "" ? {} : JSON.parse(text);
  } catch {
    return answer({ error: "body is not JSON" }, 400);
  }
  const body = asked.body.safeParse(input);
  if (!body.success) return answer({ error: z.prettifyError(body.error) }, 400);
  return answer(asked.run(control, body.data) ?? {});
}

function view(control: Control, path: string): Response {
  const socketId = SOCKET_INSTRUMENTS.exec(path)?.[1];
  const seen = socketId === undefined ? VIEWS[path]?.(control) : control.instruments(Number(socketId));
  return seen == null ? answer({ error: "unknown; see GET /control" }, 404) : answer(seen);
}

function guide(): object {
  return {
    get: [...Object.keys(VIEWS), "/control/sockets/:id/instruments"],
    post: Object.entries(ACTIONS).map(([name, { about, body }]) => ({
      path: `/control/${name}`,
      about,
      body: z.toJSONSchema(body, { io: "input" }),
    })),
  };
}

function answer(body: unknown, status = 200): Response {
  return Response.json(body, { status });
}

/** Without the keys whose value is undefined, which zod's partial allows and a switch does not. */
function defined<T extends object>(changes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
