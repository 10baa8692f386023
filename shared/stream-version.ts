/** Of the stream and of its binary frames (PROTOCOL.md). */
export const STREAM_VERSION = 1;
