/** An answer that goes on, and can be ended from here. */
export interface EndableResponse {
  response: Response;
  end(): void;
}

export function isEventStream({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("text/event-stream") === true;
}

/** @param onOver called once, whoever ends it: we, the browser, or the procedure behind it */
export function endable(response: Response, onOver: () => void): EndableResponse {
  const reader = response.body!.getReader();
  let isOver = false;
  const over = () => {
    if (isOver) return;
    isOver = true;
    onOver();
  };
  const end = () => {
    over();
    // The procedure behind it is told, and a read under way ends.
    reader.cancel().catch(() => {});
  };
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (!done) {
        controller.enqueue(value);
        return;
      }
      over();
      controller.close();
    },
    cancel: end,
  });
  return { response: new Response(body, { status: response.status, headers: response.headers }), end };
}
