/**
 * The client with the types of the API's own description: a path, query, body or answer that the
 * API does not know does not compile.
 *
 *     const page = await api.get("/products", { query: { store_id, q } });
 *     const upload = await api.post("/uploads/{upload_id}/post", { path: { upload_id } });
 */
import { call, type CallOptions, type Method } from "./client";
import type { components, paths } from "./schema";

/** A named shape of the API: `Schema<"StoreOut">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

type Verb = "get" | "post" | "put" | "delete";
type PathOf<V extends Verb> = { [P in keyof paths]: paths[P] extends Record<V, { responses: unknown }> ? P : never }[keyof paths];
type Operation<P extends keyof paths, V extends Verb> = V extends keyof paths[P] ? paths[P][V] : never;

type Parameters<O> = O extends { parameters: infer Found } ? Found : never;
type Part<O, Name extends string> = Name extends keyof Parameters<O> ? Exclude<Parameters<O>[Name & keyof Parameters<O>], undefined> : never;
type Body<O> = O extends { requestBody: { content: { "application/json": infer Found } } }
  ? Found
  : O extends { requestBody?: { content: { "application/json": infer Found } } }
    ? Found | undefined
    : undefined;

/** The body of the first success that the operation lists. */
type JsonOf<Answer> = Answer extends { content: { "application/json": infer Found } } ? Found : void;
export type Answer<O> = O extends { responses: infer R } ? JsonOf<R[(200 | 201 | 202 | 204) & keyof R]> : never;

type PathPart<O> = [Part<O, "path">] extends [never] ? { path?: undefined } : { path: Part<O, "path"> };
type QueryPart<O> = [Part<O, "query">] extends [never] ? { query?: undefined } : Record<never, never> extends Part<O, "query"> ? { query?: Part<O, "query"> } : { query: Part<O, "query"> };
type BodyPart<O> = undefined extends Body<O> ? { body?: Body<O> } : { body: Body<O> };
type Options<O> = PathPart<O> & QueryPart<O> & BodyPart<O> & Pick<CallOptions, "signal" | "headers" | "open">;
type Arguments<O> = Record<never, never> extends Options<O> ? [options?: Options<O>] : [options: Options<O>];

/** Fills `{names}` of a path; what is filled in is quoted, so no id can leave its place. */
function fill(path: string, values: Record<string, string> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));
}

function verb<V extends Verb>(method: Method) {
  return <P extends PathOf<V>>(path: P, ...[options]: Arguments<Operation<P, V>>): Promise<Answer<Operation<P, V>>> => {
    const { path: values, ...rest } = (options ?? {}) as CallOptions & { path?: Record<string, string> };
    return call(method, fill(path as string, values), rest);
  };
}

export const api = { get: verb<"get">("GET"), post: verb<"post">("POST"), put: verb<"put">("PUT"), delete: verb<"delete">("DELETE") };
