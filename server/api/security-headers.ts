/** What every answer says to a browser: nothing but our own files may run, and nobody may frame the page. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** The page of the API's documentation draws its signs from pictures that stand in its style sheet. */
export const DOCS_CONTENT_SECURITY_POLICY = SECURITY_HEADERS["content-security-policy"]!.replace(
  "img-src 'self'",
  "img-src 'self' data:",
);
/** Only where the request came over https: a browser keeps it for a year. */
export const OVER_HTTPS_HEADERS: Readonly<Record<string, string>> = {
  "strict-transport-security": "max-age=31536000",
};
/** Answers that depend on who asks stay in no cache. */
export const PERSONAL_HEADERS: Readonly<Record<string, string>> = { "cache-control": "no-store" };
