import { expect, test } from "bun:test";
import { DEMO_IDENTITY, type Identity } from "../../server/auth/identity.ts";
import { OpenStreams } from "../../server/auth/open-streams.ts";

const of = (userId: string, credentialId: string): Identity => ({
  ...DEMO_IDENTITY,
  userId,
  credentialId,
  via: "session",
});

test("a stream ends with its session, its user, or learns of other rights; others are left alone", () => {
  const streams = new OpenStreams();
  const ended: string[] = [];
  const add = (name: string, identity: Identity) => streams.add(identity, (why) => ended.push(`${name} ${why}`));
  add("a1", of("asha", "1"));
  add("a2", of("asha", "2"));
  const leave = add("r3", of("ravi", "3"));
  streams.credentialsEnded(["1", "9"]);
  streams.credentialsEnded([]);
  streams.rightsChanged("ravi");
  streams.userEnded("asha");
  expect(ended).toEqual(["a1 signed-out", "r3 rights-changed", "a1 signed-out", "a2 signed-out"]);
  leave();
  streams.userEnded("ravi");
  expect(ended).toHaveLength(4);
  expect(streams.size).toBe(2);
});

test("one that leaves while it is ended does not hold up the others", () => {
  const streams = new OpenStreams();
  let ended = 0;
  for (let n = 0; n < 3; n++) {
    const leave = streams.add(of("asha", "1"), () => {
      ended++;
      leave();
    });
  }
  streams.userEnded("asha");
  expect([ended, streams.size]).toEqual([3, 0]);
});
