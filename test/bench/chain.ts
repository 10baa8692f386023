import { pricingOfLegs } from "./pricing-of-legs.ts";

/** What live option chains cost, part by part. */
export async function run(print: (line: object) => void): Promise<void> {
  pricingOfLegs(print);
}

if (import.meta.main) await run((line) => console.log(JSON.stringify(line)));
