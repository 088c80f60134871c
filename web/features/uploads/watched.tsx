"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useToast, type ToastMessage } from "@/components/ui/toast";
import { isAtWork, uploadChanged, useUpload } from "@/lib/api/hooks/uploads";
import type { Upload } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

/** Uploads that were started in this tab, and whose end is told wherever the person is by then. */
type Watched = { storeId: string; uploadId: string };

let watched: readonly Watched[] = [];
const listeners = new Set<() => void>();
const NONE: readonly Watched[] = [];

function change(next: readonly Watched[]): void {
  watched = next;
  listeners.forEach((listener) => listener());
}

export function watchUpload(storeId: string, uploadId: string): void {
  if (!watched.some((one) => one.uploadId === uploadId)) change([...watched, { storeId, uploadId }]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Stands in the frame, shows nothing, and ends each watched upload in a toast with a link. */
export function UploadWatch() {
  const all = useSyncExternalStore(subscribe, () => watched, () => NONE);
  return all.map((one) => <WatchOne key={one.uploadId} {...one} />);
}

function WatchOne({ storeId, uploadId }: Watched) {
  const { data: upload } = useUpload(storeId, uploadId);
  const cache = useQueryClient();
  const toast = useToast();
  const before = useRef<Upload["state"] | null>(null);
  useEffect(() => {
    if (!upload || before.current === upload.state) return;
    const wasAtWork = before.current === null || isAtWork(before.current);
    before.current = upload.state;
    const message = endWords(upload);
    if (!message) return;
    const isOpen = new URLSearchParams(window.location.search).get("id") === uploadId;
    if (wasAtWork && !isOpen) toast(message);
    if (upload.state === "done") void uploadChanged(cache, storeId);
    if (upload.state === "done" || upload.state === "failed" || upload.state === "cancelled") change(watched.filter((one) => one.uploadId !== uploadId));
  }, [upload, uploadId, storeId, toast, cache]);
  return null;
}

function endWords(upload: Upload): ToastMessage | null {
  const link = { href: `/uploads/view/?id=${upload.upload_id}`, label: "Open" };
  if (upload.state === "done") return { text: `${upload.file_name}: ${formatNumber(upload.rows_posted)} rows posted`, link };
  if (upload.state === "staged") return { text: `${upload.file_name} is read and ready to post`, link };
  if (upload.state === "needs_answer") return { text: `${upload.file_name} needs an answer`, link };
  if (upload.state === "failed") return { text: `${upload.file_name} could not be read`, link, tone: "danger" };
  return null;
}
