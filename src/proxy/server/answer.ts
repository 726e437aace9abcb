import { encodeJson } from "./go-encode.ts";

/** An HTTP response, ready to be written. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A failure that the API reports with a status and the original's words. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A body in JSON. */
export function jsonAnswer(status: number, body: string): Answer {
  return { status, headers: { "Content-Type": "application/json" }, body };
}

/** A response without a body. */
export function emptyAnswer(status: number): Answer {
  return { status, headers: {}, body: "" };
}

/**
 * Text as Go's `http.Error` writes it: plain, with a line end. The original sends its JSON errors
 * through it too.
 */
export function textAnswer(status: number, text: string): Answer {
  return {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff" },
    body: `${text}\n`,
  };
}

/** An error body, `{"error":…,"status":…}`. */
export function errorAnswer({
  status,
  message,
}: {
  readonly status: number;
  readonly message: string;
}): Answer {
  return textAnswer(status, encodeJson({ error: message, status }));
}
