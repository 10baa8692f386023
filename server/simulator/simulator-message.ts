import type { Simulator } from "./simulator.ts";

/** The one message a simulator started with IPC sends to its parent. */
export type SimulatorMessage =
  | ({ type: "ready" } & Pick<Simulator, "port" | "feedUrl" | "apiUrl" | "authUrl" | "masterUrl" | "credentials">)
  | { type: "failed"; reason: string };
