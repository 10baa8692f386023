import { z } from "zod";
import { type ConnectionStatus, connectionStatus } from "../../../shared/feed-state.ts";
import { feedConnectionInput, feedSwitch, switchFeedOffInput } from "../../../shared/feed-switch.ts";
import type { EmergencySwitch } from "../../dhan/emergency-switch.ts";
import { adminProcedure, router } from "../trpc.ts";

export interface FeedApi {
  emergency: Pick<EmergencySwitch, "status" | "off" | "on">;
  /** Disconnects one (1 to 5); resolves when its socket has closed. */
  disconnect(connection: number, actor: string): Promise<ConnectionStatus[]>;
  connect(connection: number, actor: string): ConnectionStatus[];
}

/** The connections to Dhan: one by one, and the switch that cuts them all. */
export function feedRouter(feed: FeedApi) {
  return router({
    switch: adminProcedure.output(feedSwitch).query(() => feed.emergency.status()),
    /** Cuts the whole feed at once, and for every restart to come until it is switched on. */
    switchOff: adminProcedure
      .input(switchFeedOffInput)
      .output(feedSwitch)
      .mutation(({ ctx, input }) => feed.emergency.off(input.reason, ctx.userId)),
    /** Brings everything back with its subscriptions, as fast as Dhan lets connections in. */
    switchOn: adminProcedure.output(feedSwitch).mutation(({ ctx }) => feed.emergency.on(ctx.userId)),
    /** Until it is connected again or the server restarts. */
    disconnect: adminProcedure
      .input(feedConnectionInput)
      .output(z.array(connectionStatus))
      .mutation(({ ctx, input }) => feed.disconnect(input.connection, ctx.userId)),
    /** One that waits after a failure is tried at once; while the feed is switched off it waits for that. */
    connect: adminProcedure
      .input(feedConnectionInput)
      .output(z.array(connectionStatus))
      .mutation(({ ctx, input }) => feed.connect(input.connection, ctx.userId)),
  });
}
