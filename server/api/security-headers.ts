/** What every answer says to a browser: nothing but our own files may run, and nobody may frame the page. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** The page of the API's documentation draws its signs from pictures that stand in its style sheet. */
export const DOCS_CONTENT_SECURITY_POLICY = SECURITY_HEADERS["content-security-policy"]!.replace(
  "img-src 'self'",
  "img-src 'self' data:",
);
