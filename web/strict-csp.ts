import { config } from "zod";

// Imported before any schema is made: zod would try to compile them with `new Function`, which a strict
// Content-Security-Policy forbids and reports, though zod then does without.
config({ jitless: true });
