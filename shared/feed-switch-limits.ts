/** Characters of the reason for which the feed is switched off; everybody reads it. */
export const SWITCH_REASON_MOST = 200;
