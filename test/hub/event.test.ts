import { expect, test } from "bun:test";
import { CHANGED_FIELDS, INSTRUMENT_FATES, type MasterCounts } from "../../shared/master-change.ts";
import type { PublicEvent, UserEvent } from "../../shared/user-event.ts";
import { HubRig, RIG_NOW } from "../fakes/hub-rig.ts";
import { HubSocket } from "../fakes/hub-socket.ts";

const EVENT: UserEvent = {
  type: "items-evicted",
  items: [{ itemId: crypto.randomUUID(), listId: crypto.randomUUID(), name: "RELIANCE" }],
  reason: "least-recently-used",
  at: RIG_NOW,
};

test("P51: what everybody is told reaches each session once, whoever it is", () => {
  const rig = new HubRig();
  const sockets = ["anna", "anna", "bala"].map((userId) => {
    const socket = new HubSocket(() => {});
    rig.hub.open(socket, "binary", userId);
    return socket;
  });
  const counts = Object.fromEntries([...INSTRUMENT_FATES, ...CHANGED_FIELDS].map((name) => [name, 1])) as MasterCounts;
  const event: PublicEvent = { type: "master-changed", instruments: 290_000, counts, at: RIG_NOW };
  rig.hub.tellAll(event);
  for (const { view } of sockets) expect(view.all("event")).toEqual([{ type: "event", event }]);
});

test("P51: an event reaches its user wherever they are connected, and nobody else", () => {
  const rig = new HubRig();
  const sockets = ["anna", "anna", "bala"].map((userId) => {
    const socket = new HubSocket(() => {});
    rig.hub.open(socket, "json", userId);
    return socket;
  });
  rig.hub.tell("anna", EVENT);
  expect(sockets.map(({ view }) => view.all("event"))).toEqual([
    [{ type: "event", event: EVENT }],
    [{ type: "event", event: EVENT }],
    [],
  ]);
});
