import { fileURLToPath } from "node:url";
import { generatedApi } from "./generated-api.ts";

/** `bun run sdk`: writes the generated part of the client. */
const file = fileURLToPath(new URL("../../../client-sdk/generated/api.ts", import.meta.url));
await Bun.write(file, await generatedApi());
process.stdout.write(`written: ${file}\n`);
