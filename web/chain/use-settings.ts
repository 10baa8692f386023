import { createContext, useContext, useSyncExternalStore } from "react";
import type { ChainChoices, ChainSettings } from "./chain-settings.ts";

export const SettingsContext = createContext<ChainSettings | null>(null);

export function useSettings(): ChainSettings {
  const settings = useContext(SettingsContext);
  if (settings === null) throw new Error("useSettings outside SettingsContext");
  return settings;
}

export function useChoices(): ChainChoices {
  const settings = useSettings();
  return useSyncExternalStore(settings.subscribe, () => settings.choices);
}
