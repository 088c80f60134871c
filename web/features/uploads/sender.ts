/**
 * Files on their way to the shop's computer. They live outside React, so that leaving the page does
 * not stop them; closing the tab does, and asks first.
 *
 * XMLHttpRequest, because fetch cannot say how much of a body has been sent.
 */
import { authorization, problemOf } from "@/lib/api/client";
import { NoAnswer } from "@/lib/api/problems";
import { refreshToken } from "@/lib/api/token";
import type { Upload } from "@/lib/api/types";
import { newId } from "@/lib/ids";

export type Transfer = {
  /** Also the idempotency key: sending again after a lost answer is the same upload. */
  key: string;
  storeId: string;
  file: File;
  fields: Record<string, string>;
  bytesSent: number;
  bytesPerSecond: number | null;
  state: "sending" | "failed";
  error?: unknown;
};

type Done = (upload: Upload) => void;

let transfers: readonly Transfer[] = [];
const listeners = new Set<() => void>();
const running = new Map<string, XMLHttpRequest>();

export const transferStore = {
  get: () => transfers,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function change(next: readonly Transfer[]): void {
  transfers = next;
  window.onbeforeunload = next.some((one) => one.state === "sending") ? (event) => event.preventDefault() : null;
  listeners.forEach((listener) => listener());
}

function update(key: string, part: Partial<Transfer>): void {
  change(transfers.map((one) => (one.key === key ? { ...one, ...part } : one)));
}

export function forgetTransfer(key: string): void {
  running.get(key)?.abort();
  running.delete(key);
  change(transfers.filter((one) => one.key !== key));
}

/** Sends a file; `onDone` gets the upload as soon as the API has it. */
export function sendFile(file: File, storeId: string, fields: Record<string, string>, onDone: Done): void {
  const transfer: Transfer = { key: newId(), storeId, file, fields, bytesSent: 0, bytesPerSecond: null, state: "sending" };
  change([...transfers, transfer]);
  void run(transfer, onDone);
}

export function retryTransfer(key: string, onDone: Done): void {
  const transfer = transfers.find((one) => one.key === key);
  if (!transfer) return;
  update(key, { state: "sending", bytesSent: 0, error: undefined });
  void run(transfer, onDone);
}

async function run(transfer: Transfer, onDone: Done): Promise<void> {
  try {
    // A large file may outlive an access token: start with a fresh one.
    await refreshToken();
    const upload = await post(transfer);
    forgetTransfer(transfer.key);
    onDone(upload);
  } catch (error) {
    update(transfer.key, { state: "failed", error });
  }
}

function post({ key, storeId, file, fields }: Transfer): Promise<Upload> {
  const form = new FormData();
  form.set("store_id", storeId);
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", file);
  const request = new XMLHttpRequest();
  running.set(key, request);
  request.open("POST", "/v1/upload-sales");
  for (const [name, value] of Object.entries({ ...authorization(), "Idempotency-Key": key })) request.setRequestHeader(name, value);
  const started = performance.now();
  request.upload.onprogress = ({ loaded }) => {
    const seconds = (performance.now() - started) / 1000;
    update(key, { bytesSent: loaded, bytesPerSecond: seconds > 0.5 ? loaded / seconds : null });
  };
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(new NoAnswer("no answer"));
    request.onload = async () => {
      running.delete(key);
      if (request.status < 300) resolve(JSON.parse(request.responseText) as Upload);
      else reject(await problemOf({ status: request.status, headers: { get: (name) => request.getResponseHeader(name) }, text: async () => request.responseText }));
    };
    request.send(form);
  });
}
