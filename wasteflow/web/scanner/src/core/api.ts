// Asking the server. A cookie is never sent: the phone shows its own token.

/** There is no signal, or no server behind it. */
export class Offline extends Error {}

export class Answered extends Error {
  constructor(readonly status: number, readonly body: unknown, readonly retryAfter: number) {
    super(`${status}`);
  }

  /** The server's own sentences. */
  get sentences(): string[] {
    const errors = (this.body as { errors?: { message?: string }[] } | null)?.errors ?? [];
    return errors.map((error) => error.message ?? "").filter(Boolean);
  }
}

export interface Ask {
  token?: string | null;
  body?: unknown;
  form?: FormData;
  language?: string;
  patience?: number; // milliseconds
}

export async function ask<T>(path: string, { token, body, form, language, patience = 30_000 }: Ask = {}): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (token) headers["authorization"] = `Bearer ${token}`;
  if (language) headers["accept-language"] = language;
  if (body !== undefined) headers["content-type"] = "application/json";
  const init: RequestInit = { headers, credentials: "omit", cache: "no-store", signal: timeout(patience) };
  if (body !== undefined || form) {
    init.method = "POST";
    init.body = form ?? JSON.stringify(body);
  }
  let response: Response, told: unknown;
  try {
    response = await fetch(path, init);
    told = response.status === 204 ? null : await response.json();
  } catch (error) {
    throw new Offline(String(error));
  }
  if (!response.ok) throw new Answered(response.status, told, Number(response.headers.get("retry-after")) || 0);
  return told as T;
}

function timeout(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}
