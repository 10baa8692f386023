import type { BrowserContext, Page } from "playwright-core";

interface OpenOptions {
  /** Of the errors that its browser logs: those that belong to the test. */
  expected?: RegExp;
  /** Nothing may be asked of any address that does not begin so. */
  onlyFrom?: string;
}

/** Opens a page; whatever its browser complains of, a breach of its strict policy too, is added to the list. */
export async function openPage(
  context: BrowserContext,
  url: string,
  complaints: string[],
  { expected, onlyFrom }: OpenOptions = {},
): Promise<Page> {
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !expected?.test(message.text())) complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (onlyFrom !== undefined && !request.url().startsWith(onlyFrom)) complaints.push(`asked ${request.url()}`);
  });
  await page.addInitScript(() => {
    // A breach of the policy that the page catches is not logged by itself.
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`policy broken: ${violatedDirective} ${blockedURI}`);
    });
  });
  await page.goto(url);
  return page;
}

/**
 * What is logged while a server lets no stream be opened: 503, to the stream and to the client's question why in plain
 * HTTP. Where streams are taken again by the time of the question, its answer is 426.
 */
export const REFUSED_STREAM = /(code:|status of) 503|status of 426/;
