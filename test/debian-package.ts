import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs a package of Debian's where that may be done, as root; false where it may not, or fails. */
export function installDebianPackage(name: string): boolean {
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (!succeeds([...sudo, "apt-get", "--version"], "ignore")) return false;
  console.error(`no ${name} found: installing the package ${name}`);
  const apt = [...sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
  return succeeds([...apt, "update"]) && succeeds([...apt, "install", "-y", "--no-install-recommends", name]);
}

/** Runs a command; its output goes to standard error. */
export function succeeds([command, ...args]: string[], output: "ignore" | "shown" = "shown"): boolean {
  const stdio = output === "ignore" ? "ignore" : (["ignore", 2, 2] as const);
  return spawnSync(command!, args, { stdio: stdio as "ignore" }).status === 0;
}
