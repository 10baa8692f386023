import pino from "pino";

export interface LogLine {
  level: number;
  msg: string;
  [field: string]: unknown;
}

/** A logger whose lines a test reads, and awaits. */
export function recordingLog() {
  const lines: LogLine[] = [];
  let awaiting: { text: string; resolve: (line: LogLine) => void }[] = [];
  const log = pino(
    { level: "trace", base: null },
    {
      write(text: string) {
        const line = JSON.parse(text) as LogLine;
        lines.push(line);
        for (const { resolve } of awaiting.filter((waiter) => line.msg.includes(waiter.text))) resolve(line);
        awaiting = awaiting.filter((waiter) => !line.msg.includes(waiter.text));
      },
    },
  );
  return {
    log,
    lines,
    /** The next line whose message has this in it. */
    next: (text: string) => new Promise<LogLine>((resolve) => awaiting.push({ text, resolve })),
    text: () => JSON.stringify(lines),
  };
}
