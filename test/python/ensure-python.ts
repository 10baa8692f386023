import { installDebianPackage, isExecutable } from "../debian-package.ts";

/**
 * The Python for the decoder's tests: the first python3 of PATH, else Debian's.
 * @throws Error when there is none: the tests fail then, they never skip.
 */
export function pythonPath(): string {
  const found = findPython();
  if (found === null)
    throw new Error("no python3 found: run `bun test/python/ensure-python.ts`, or put one on the PATH");
  return found;
}

function findPython(): string | null {
  return Bun.which("python3") ?? (isExecutable("/usr/bin/python3") ? "/usr/bin/python3" : null);
}

if (import.meta.main) {
  if (findPython() === null) installDebianPackage("python3");
  if (findPython() === null) {
    console.error("tests need python3, and it could not be installed: install it, or put one on the PATH");
    process.exit(1);
  }
}
