import { liveChains } from "./chain/live-chains.ts";
import { pricingOfLegs } from "./chain/pricing-of-legs.ts";

/** What live option chains cost, part by part. */
export async function run(print: (line: object) => void): Promise<void> {
  pricingOfLegs(print);
  await liveChains(print);
}
