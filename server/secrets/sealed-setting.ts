import type { z } from "zod";
import type { Settings } from "../db/settings.ts";
import { seal, sealed, unseal } from "./sealed.ts";
import type { SecretPurpose, SecretsKey } from "./secrets-key.ts";

export interface SealedSettingOptions<Schema extends z.ZodType> {
  settings: Settings;
  /** Its name in the settings, and the key it is sealed with. */
  name: SecretPurpose;
  key: SecretsKey;
  schema: Schema;
}

/** What reading found. `unreadable`: it is there, but was sealed with another key, or is damaged. */
export type Unsealed<Value> = { state: "found"; value: Value } | { state: "none" } | { state: "unreadable" };

/** A setting that only our key opens: a copy of the database alone tells nothing of it. */
export class SealedSetting<Schema extends z.ZodType> {
  readonly #options: SealedSettingOptions<Schema>;

  constructor(options: SealedSettingOptions<Schema>) {
    this.#options = options;
  }

  /** @throws SecretsKeyError where there is something to read and the key cannot be used. */
  async read(): Promise<Unsealed<z.infer<Schema>>> {
    const { settings, name, key, schema } = this.#options;
    const stored = await settings.get(name, sealed);
    if (stored === null) return { state: "none" };
    const text = unseal(key.derive(name), stored);
    const parsed = text === null ? null : schema.safeParse(JSON.parse(text));
    return parsed?.success === true ? { state: "found", value: parsed.data } : { state: "unreadable" };
  }

  /** @throws SecretsKeyError */
  async write(value: z.input<Schema>, at: number): Promise<void> {
    const { settings, name, key } = this.#options;
    await settings.put(name, seal(key.derive(name), JSON.stringify(value)), at);
  }

  async clear(): Promise<void> {
    await this.#options.settings.delete(this.#options.name);
  }
}
