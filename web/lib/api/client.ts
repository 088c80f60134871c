import { ApiProblem, NoAnswer, type ProblemBody } from "./problems";
import { currentToken, refreshToken, signedOut } from "./token";

export type QueryValue = string | number | boolean | null | undefined | readonly (string | number)[];

export type CallOptions = {
  query?: Record<string, QueryValue>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** For sign-in itself: a 401 is its answer and not the end of a session. */
  open?: boolean;
};

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Calls the API; `path` begins after /v1. Returns the parsed body, or throws ApiProblem or NoAnswer. */
export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const answer = await send(method, path, options);
  if (answer.status === 204) return undefined as T;
  return (await answer.json()) as T;
}

/** The same, for answers that are files. */
export async function download(path: string, options: CallOptions = {}): Promise<Blob> {
  return (await send("GET", path, options)).blob();
}

async function send(method: Method, path: string, options: CallOptions): Promise<Response> {
  let answer = await attempt(method, path, options);
  if (answer.status === 401 && !options.open) {
    if (await refreshToken().catch(() => false)) answer = await attempt(method, path, options);
    if (answer.status === 401) signedOut();
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

async function attempt(method: Method, path: string, { query, body, headers, signal }: CallOptions): Promise<Response> {
  try {
    return await fetch(urlOf(path, query), {
      method,
      signal,
      credentials: "same-origin",
      headers: { ...authorization(), ...(body !== undefined && { "Content-Type": "application/json" }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new NoAnswer("no answer", { cause: error });
  }
}

export function authorization(): Record<string, string> {
  const token = currentToken();
  return token ? { Authorization: `Bearer ${token}` } : {};
}

export function urlOf(path: string, query: CallOptions["query"] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return `/v1${path}${text ? `?${text}` : ""}`;
}

/** An answer that is no problem document (a proxy, a crash) becomes one, so that pages see one kind. */
export async function problemOf(answer: { status: number; headers: { get(name: string): string | null }; text(): Promise<string> }): Promise<ApiProblem> {
  const text = await answer.text();
  const retryAfter = Number(answer.headers.get("Retry-After")) || null;
  try {
    const body = JSON.parse(text) as Partial<ProblemBody>;
    if (typeof body.code === "string") return new ApiProblem({ ...EMPTY, ...body }, retryAfter);
  } catch {
    // Not JSON: fall through to the general problem.
  }
  return new ApiProblem({ ...EMPTY, status: answer.status }, retryAfter);
}

const EMPTY: ProblemBody = {
  type: "about:blank",
  title: "Something went wrong on our side",
  status: 500,
  code: "internal",
  detail: "",
  instance: "",
  params: {},
  errors: [],
  trace_id: "",
};
