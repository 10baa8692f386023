export const ChainLimits = {
  /** Strikes shown each side of the money; a chain is shared by all who ask for the same. */
  strikesEachSide: [5, 10, 20, 50],
  strikesEachSideDefault: 10,
  /** Chains are computed so often while anything of them changes, and told no faster. */
  everyMsLeast: 250,
  everyMsDefault: 250,
  everyMsMost: 60_000,
  /** Where each is whole. */
  liveEveryMsDefault: 1_000,
  /** Chains one session may watch. */
  perSession: 20,
  /** Chains computed at once, whoever watches. */
  atOnce: 500,
  /** How long a chain is kept for somebody who asked for it without watching it. */
  keepMsLeast: 10_000,
  keepMsDefault: 60_000,
  keepMsMost: 600_000,
  /** Such askings at once, whoever asked. */
  keptAtOnce: 1_000,
  underlyingLength: 40,
  /** Of a chain's id: the underlying, an exchange, a date and a number. */
  idLength: 64,
} as const;
