/**
 * The access token lives in memory only; the refresh token is a cookie that scripts cannot read.
 * A reload or a 401 turns the cookie into a new access token, once at a time however many ask.
 */
type Grant = { access_token: string; expires_in: number };

let accessToken: string | null = null;
let underWay: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

export const currentToken = () => accessToken;

const HINT = "aisle.signed-in";

/**
 * Keeps the token, and leaves a hint on this device that there may be a cookie to turn. Without the
 * hint nobody asks: a stranger's first page makes no call that can only be refused.
 */
export function setToken(grant: Grant | null): void {
  accessToken = grant?.access_token ?? null;
  if (grant) window.localStorage.setItem(HINT, "yes");
  else window.localStorage.removeItem(HINT);
}

export const mayBeSignedIn = () => window.localStorage.getItem(HINT) !== null;

/** Called when the session turns out to be over, so that the pages can show the door. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function signedOut(): void {
  setToken(null);
  listeners.forEach((listener) => listener());
}

/** True when there is a fresh access token; false when the session is over. Throws without an answer. */
export function refreshToken(): Promise<boolean> {
  underWay ??= turnCookie().finally(() => {
    underWay = null;
  });
  return underWay;
}

async function turnCookie(): Promise<boolean> {
  if (!mayBeSignedIn()) return false;
  const answer = await fetch("/v1/auth/token", { method: "POST", credentials: "same-origin" });
  if (answer.status >= 500) throw new Error("no token: the server failed");
  setToken(answer.ok ? ((await answer.json()) as Grant) : null);
  return answer.ok;
}
