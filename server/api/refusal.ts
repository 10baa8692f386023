import { TRPCError } from "@trpc/server";
import type { AccessRefusalReason } from "../../shared/access-refusal.ts";
import type { EventRefusalReason } from "../../shared/live-events.ts";

export type RefusalReason = AccessRefusalReason | EventRefusalReason;

/** Carries the reason of a refusal to where errors are formatted. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** An error that tells programs why by a reason beside its code, and people by its message. */
export function refusal(code: TRPCError["code"], reason: RefusalReason, message: string): TRPCError {
  return new TRPCError({ code, message, cause: new Refused(reason, message) });
}
