"use client";

import { useQueryClient } from "@tanstack/react-query";
import { usePathname, useRouter } from "next/navigation";
import { useCallback, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Pace, Progress } from "@/components/ui/progress";
import { uploadChanged } from "@/lib/api/hooks/uploads";
import { keys } from "@/lib/api/keys";
import { plainProblem } from "@/lib/api/problems";
import type { Upload } from "@/lib/api/types";
import { formatBytes } from "@/lib/format";
import { watchUpload } from "./watched";
import { forgetTransfer, retryTransfer, sendFile, transferStore, type Transfer } from "./sender";

const NONE: readonly Transfer[] = [];

export function useTransfers(): readonly Transfer[] {
  return useSyncExternalStore(transferStore.subscribe, transferStore.get, () => NONE);
}

/** Sends files and opens the last one's page once the API has it, if the person is still here. */
export function useSend(storeId: string) {
  const cache = useQueryClient();
  const router = useRouter();
  const path = usePathname();
  const done = useCallback(
    (upload: Upload) => {
      cache.setQueryData(keys.uploads.one(storeId, upload.upload_id), upload);
      watchUpload(storeId, upload.upload_id);
      void uploadChanged(cache, storeId);
      if (window.location.pathname === path) router.push(`/uploads/view/?id=${upload.upload_id}`);
    },
    [cache, router, storeId, path],
  );
  return {
    send: (files: File[], fields: Record<string, string>) => files.forEach((file) => sendFile(file, storeId, fields, done)),
    retry: (key: string) => retryTransfer(key, done),
  };
}

/** Files still on their way, each with its pace; a failed one says why and can be sent again. */
export function Transfers({ storeId }: { storeId: string }) {
  const transfers = useTransfers().filter((one) => one.storeId === storeId);
  const { retry } = useSend(storeId);
  return (
    <ul className="grid gap-3 empty:hidden">
      {transfers.map((transfer) => (
        <TransferLine key={transfer.key} transfer={transfer} onRetry={() => retry(transfer.key)} />
      ))}
    </ul>
  );
}

function TransferLine({ transfer, onRetry }: { transfer: Transfer; onRetry: () => void }) {
  const { file, bytesSent, bytesPerSecond, state, key } = transfer;
  const left = bytesPerSecond ? (file.size - bytesSent) / bytesPerSecond : null;
  return (
    <li className="grid gap-2 border-y border-t-rule border-b-hair py-3">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <b className="min-w-0 truncate font-semibold">{file.name}</b>
        <span className="text-muted">{formatBytes(file.size)}</span>
        <span className="ms-auto">
          {state === "sending" && <Pace share={file.size > 0 ? bytesSent / file.size : null} secondsLeft={left} />}
        </span>
      </div>
      {state === "sending" ? (
        <div className="flex items-center gap-3">
          <Progress label={`Sending ${file.name}`} total={file.size} parts={[{ label: "sent", count: bytesSent, color: "var(--color-brand)" }]} />
          <Button kind="bare" size="small" onClick={() => forgetTransfer(key)}>
            Cancel
          </Button>
        </div>
      ) : (
        <div role="alert" className="flex flex-wrap items-center gap-3">
          <p className="text-danger">{plainProblem(transfer.error).text}</p>
          <Button size="small" onClick={onRetry}>
            Send again
          </Button>
          <Button kind="bare" size="small" onClick={() => forgetTransfer(key)}>
            Dismiss
          </Button>
        </div>
      )}
    </li>
  );
}
