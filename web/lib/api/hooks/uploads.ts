"use client";

import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { usePolling, useTopic } from "@/lib/live/provider";
import { api } from "../api";
import { download } from "../client";
import { INSIGHT_RESOURCES, keys } from "../keys";
import type { RowOutcome, Upload, UploadState } from "../types";

const AT_WORK: ReadonlySet<UploadState> = new Set(["received", "sniffing", "staging", "posting"]);
export const isAtWork = (state: UploadState) => AT_WORK.has(state);

const POLL_MS = 1_000;
/** Even with a live line ask now and then: a lost message must not leave a bar standing. */
const POLL_LIVE_MS = 5_000;

export function useUploads(storeId: string) {
  const everyMs = usePolling(POLL_MS * 2) || POLL_LIVE_MS;
  return useInfiniteQuery({
    queryKey: keys.uploads.list(storeId),
    queryFn: ({ pageParam, signal }) => api.get("/uploads", { query: { store_id: storeId, limit: 50, after: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_after,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some((one) => isAtWork(one.state))) ? everyMs : false),
  });
}

/** One upload, followed live while it is at work. */
export function useUpload(storeId: string, uploadId: string) {
  const cache = useQueryClient();
  const everyMs = usePolling(POLL_MS) || POLL_LIVE_MS;
  const queryKey = keys.uploads.one(storeId, uploadId);
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get("/uploads/{upload_id}", { path: { upload_id: uploadId }, signal }),
    enabled: uploadId !== "",
    refetchInterval: ({ state }) => (state.data && isAtWork(state.data.state) ? everyMs : false),
  });
  const working = query.data ? isAtWork(query.data.state) : false;
  useTopic(working ? `upload:${uploadId}` : null, (_, { data }) => {
    const upload = data as Partial<Upload> | null | undefined;
    if (upload?.upload_id === uploadId && upload.state && isAtWork(upload.state)) cache.setQueryData<Upload>(queryKey, (old) => old && { ...old, ...upload });
    else void cache.invalidateQueries({ queryKey });
  });
  return query;
}

/** The first rows, column by column, as they would be posted. Asked again when the answers change it. */
export function useUploadPreview(storeId: string, upload: Upload | undefined) {
  const known = upload !== undefined && upload.state !== "received" && upload.state !== "sniffing" && upload.state !== "failed";
  return useQuery({
    queryKey: keys.uploads.part(storeId, upload?.upload_id ?? "", "preview", { mapping: upload?.mapping, dialect: upload?.dialect }),
    queryFn: ({ signal }) => api.get("/uploads/{upload_id}/preview", { path: { upload_id: upload?.upload_id ?? "" }, signal }),
    enabled: known,
    placeholderData: (before) => before,
  });
}

export function useUploadRows(storeId: string, uploadId: string, outcome: RowOutcome, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: keys.uploads.part(storeId, uploadId, "rows", { outcome }),
    queryFn: ({ pageParam, signal }) => api.get("/uploads/{upload_id}/rows", { path: { upload_id: uploadId }, query: { outcome, limit: 100, after: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_after,
    enabled,
  });
}

export function downloadUploadRows(uploadId: string, outcome: RowOutcome): Promise<Blob> {
  return download(`/uploads/${uploadId}/rows`, { query: { outcome, format: "csv" } });
}

/** What a person can do with an upload; answers go by the question's field. */
export type UploadStep = { verb: "post" | "cancel" | "void" } | { verb: "answers"; answers: Record<string, string> };

async function takeStep(uploadId: string, step: UploadStep): Promise<Upload> {
  const path = { upload_id: uploadId };
  if (step.verb === "answers") return api.post("/uploads/{upload_id}/answers", { path, body: { answers: step.answers } });
  const upload = await api.post(`/uploads/{upload_id}/${step.verb}`, { path });
  return step.verb === "void" ? untilVoided(upload) : upload;
}

/** Voiding is done in the background while the upload still says "done"; it is over when it says "voided". */
async function untilVoided(upload: Upload): Promise<Upload> {
  let latest = upload;
  while (latest.state === "done") {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    latest = await api.get("/uploads/{upload_id}", { path: { upload_id: upload.upload_id } });
  }
  return latest;
}

/** Answers, posts, cancels or voids; the upload that comes back is shown at once. */
export function useUploadAction(storeId: string, uploadId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (step: UploadStep) => takeStep(uploadId, step),
    onSuccess: (upload) => {
      cache.setQueryData(keys.uploads.one(storeId, uploadId), upload);
      return uploadChanged(cache, storeId);
    },
  });
}

/** A finished or voided upload makes lists, sums and advice of its shop old. */
export function uploadChanged(cache: QueryClient, storeId: string): Promise<unknown> {
  const old = ["uploads", "sales", "products", "stock", ...INSIGHT_RESOURCES];
  return Promise.all(old.map((resource) => cache.invalidateQueries({ queryKey: [resource, storeId] })));
}
