/**
 * Problems of the API (RFC 9457), and what they mean in plain words.
 *
 * `code` is stable and `params` carry the numbers, so the words are ours and can be translated.
 * A code that is not listed here falls back to the API's own detail.
 */
import { formatBytes, formatDuration } from "@/lib/format";

export type ProblemBody = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  instance: string;
  params: Record<string, unknown>;
  errors: { pointer: string; code: string; detail: string }[];
  trace_id: string;
};

/** An answer that was no success. */
export class ApiProblem extends Error {
  constructor(
    readonly body: ProblemBody,
    /** Seconds to wait before trying again, where the API says so. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(`${body.code}: ${body.detail}`);
  }
  get code(): string {
    return this.body.code;
  }
  /** The fault of one field, by the end of its pointer: `fieldError("email")`. */
  fieldError(name: string): string | undefined {
    return this.body.errors.find((error) => error.pointer.split(/[/.]/).at(-1) === name)?.detail;
  }
}

/** No answer came: the shop's computer is off, or the network between is. */
export class NoAnswer extends Error {}

type Words = (params: Record<string, unknown>, retryAfterSeconds: number | null) => string;

const bytes = (value: unknown) => (typeof value === "number" ? formatBytes(value) : "");
const wait = (seconds: number | null) => (seconds ? ` Try again in ${formatDuration(seconds)}.` : " Try again in a moment.");

const WORDS: Record<string, Words> = {
  "not-logged-in": () => "You are signed out. Sign in again to go on.",
  "login-refused": () => "E-mail and password do not match. Check both, then try again.",
  "login-ended": () => "You are signed out. Sign in again to go on.",
  "email-taken": () => "This e-mail cannot be used. Sign in with it, or take another one.",
  "origin-refused": () => "This page was opened under an address that Aisle does not know. Open it the usual way.",
  "owner-stays": () => "The owner of the shop stays its owner.",
  "hashing-busy": (_, seconds) => `Many people are signing in.${wait(seconds)}`,
  "currency-fixed": () => "A shop keeps the currency it was opened with.",
  "not-permitted": () => "Your role does not allow this. The owner of the shop can change that in Settings.",
  "not-found": () => "There is nothing under this address. It may belong to another shop.",
  "too-many-requests": (_, seconds) => `That was tried too often.${wait(seconds)}`,
  busy: (_, seconds) => `The book is busy.${wait(seconds)}`,
  internal: () => "Something went wrong on our side. Nothing was changed.",
  "no-answer": () => "The shop's computer does not answer. Check that Aisle is running, then try again.",
  "file-too-large": (params) => `The file is larger than ${bytes(params.bytes_max) || "200 MB"}. Split it by month and upload the parts.`,
  "expansion-too-large": () => "The file unpacks to far more than its size. Upload it unpacked, in parts.",
  "unsupported-file": () => "This is no CSV, XLSX or Parquet file, whatever its name says. Export the sales again in one of these.",
  "empty-file": () => "The file holds no rows.",
  "no-header": () => "The first row holds no column names. Add a row that names the columns.",
  "encrypted-file": () => "The file is protected by a password. Save it without one.",
  "damaged-file": () => "The file breaks off before its end. Export it again.",
  "too-many-uploads": () => "Two uploads of this shop are under way. Wait until one is done.",
  "same-file-posted-elsewhere": () => "The same file was posted under another source or shop before, so it was not posted again.",
  "idempotency-key-reused": () => "This upload was sent before with another file. Choose the file again.",
};

export type PlainProblem = { text: string; traceId: string | null };

/** Any error as one sentence a shopkeeper can act on. */
export function plainProblem(error: unknown): PlainProblem {
  if (error instanceof NoAnswer) return { text: WORDS["no-answer"]?.({}, null) ?? "", traceId: null };
  if (!(error instanceof ApiProblem)) return { text: "This page ran into a fault of its own. Reload it to go on.", traceId: null };
  return { text: wordsFor(error.body, error.retryAfterSeconds), traceId: error.body.trace_id || null };
}

/** The sentence for a problem's code; for problems that come inside another answer too. */
export function wordsFor(problem: Pick<ProblemBody, "code" | "title" | "detail" | "params">, retryAfterSeconds: number | null = null): string {
  return WORDS[problem.code]?.(problem.params, retryAfterSeconds) ?? (problem.detail || problem.title);
}
