import { strikewire } from "../client-sdk/index.ts";

/** The server that the page is from. Its stream is opened when somebody is in. */
export const server = strikewire({ url: location.origin });
