import { z } from "zod";
import {
  type ActivePage,
  type ActiveQuery,
  type ActiveSubscription,
  activePage,
  activeQuery,
  activeSubscription,
} from "../../../shared/active-subscriptions.ts";
import { type FeedState, feedState } from "../../../shared/feed-state.ts";
import type { InstrumentKey } from "../../../shared/instrument-key.ts";
import { instrumentKey } from "../../../shared/instrument-key-schema.ts";
import { type SubscriptionStatus, subscriptionStatus } from "../../../shared/subscription-status.ts";
import { type TierBStatus, tierBStatus } from "../../../shared/tier-b-plan.ts";
import type { Announcements } from "../live/announcements.ts";
import { itemsOf } from "../live/items-of.ts";
import { newestOf } from "../live/newest-of.ts";
import { route, router, viewerProcedure } from "../trpc.ts";

export interface SubscriptionsApi {
  status(): SubscriptionStatus;
  feedState(): FeedState;
  tierB(): TierBStatus;
  active(query: ActiveQuery): ActivePage;
  /** Null for an instrument that nobody wants. */
  instrument(key: InstrumentKey): ActiveSubscription | null;
}

/** What the slots are spent on. */
export function subscriptionsRouter(subscriptions: SubscriptionsApi, announcements: Announcements) {
  return router({
    status: viewerProcedure
      .meta(route("GET", "/subscriptions/status", "subscriptions", "What the 25,000 slots are spent on"))
      .output(subscriptionStatus)
      .query(() => subscriptions.status()),
    /** How the feed is, now and whenever that changes: about once a second. */
    feedState: viewerProcedure
      .output(itemsOf(feedState))
      .subscription(({ signal }) => newestOf(announcements.feedState, () => subscriptions.feedState(), signal!)),
    tierB: viewerProcedure.output(tierBStatus).query(() => subscriptions.tierB()),
    /** What is subscribed, page by page. */
    active: viewerProcedure
      .meta(route("GET", "/subscriptions/active", "subscriptions", "What is subscribed, page by page"))
      .input(activeQuery)
      .output(activePage)
      .query(({ input }) => subscriptions.active(input)),
    /** One instrument's; `subscription` is null while nobody wants it. */
    instrument: viewerProcedure
      .meta(route("GET", "/subscriptions/{key}", "subscriptions", "Whether and where an instrument is subscribed"))
      .input(z.strictObject({ key: instrumentKey }))
      .output(z.object({ subscription: activeSubscription.nullable() }))
      .query(({ input }) => ({ subscription: subscriptions.instrument(input.key) })),
  });
}
