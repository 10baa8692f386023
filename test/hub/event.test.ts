import { expect, test } from "bun:test";
import type { UserEvent } from "../../shared/user-event.ts";
import { HubRig, RIG_NOW } from "../fakes/hub-rig.ts";
import { HubSocket } from "../fakes/hub-socket.ts";

const EVENT: UserEvent = {
  type: "items-evicted",
  items: [{ itemId: crypto.randomUUID(), listId: crypto.randomUUID(), name: "RELIANCE" }],
  reason: "least-recently-used",
  at: RIG_NOW,
};

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
