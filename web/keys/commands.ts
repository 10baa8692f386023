interface CommandKeys {
  /** Each of them does it; `mod+k` is Ctrl-K or Cmd-K, `g c` one key after the other. */
  keys: readonly string[];
  /** What it does, for the list of keys. */
  text: string;
}

/** All that the keyboard does anywhere on the page. Views say what happens with `useCommand`. */
export const COMMANDS = {
  search: { keys: ["/", "mod+k"], text: "Search" },
  "next-row": { keys: ["j", "ArrowDown"], text: "Next row" },
  "previous-row": { keys: ["k", "ArrowUp"], text: "Previous row" },
  add: { keys: ["a"], text: "Add what is shown to the watchlist" },
  remove: { keys: ["x"], text: "Remove the row from the watchlist" },
  "take-offer": { keys: ["u"], text: "Undo, or what else the last message offers" },
  "show-chain": { keys: ["g c"], text: "Go to the chain" },
  "show-watchlist": { keys: ["g w"], text: "Go to the watchlist" },
  "show-admin": { keys: ["g a"], text: "Go to admin" },
  "previous-expiry": { keys: ["["], text: "Previous expiry" },
  "next-expiry": { keys: ["]"], text: "Next expiry" },
  "zoom-in": { keys: ["+", "="], text: "Candles: fewer, and wider" },
  "zoom-out": { keys: ["-"], text: "Candles: more, and narrower" },
  "earlier-candles": { keys: ["ArrowLeft"], text: "Candles: earlier" },
  "later-candles": { keys: ["ArrowRight"], text: "Candles: later" },
  "present-candles": { keys: ["0"], text: "Candles: the latest, as at first" },
  "show-keys": { keys: ["?"], text: "Show the keys" },
} as const satisfies Record<string, CommandKeys>;

export type Command = keyof typeof COMMANDS;
