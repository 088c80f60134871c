"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";
import { isAtWork, useUploadAction, type UploadStep } from "@/lib/api/hooks/uploads";
import { plainProblem } from "@/lib/api/problems";
import type { Upload } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { usePermission } from "@/lib/hooks/session";
import { watchUpload } from "../watched";

/** What can be done with the upload now: post what is ready, stop, or take it all back. */
export function Actions({ upload, storeId }: { upload: Upload; storeId: string }) {
  const action = useUploadAction(storeId, upload.upload_id);
  const mayVoid = usePermission("sales.void");
  const running = (verb: UploadStep["verb"]) => action.isPending && action.variables.verb === verb;
  const ready = upload.rows_read - upload.rows_duplicate - upload.rows_set_aside - upload.rows_rejected;
  const post = () => {
    watchUpload(storeId, upload.upload_id);
    action.mutate({ verb: "post" });
  };
  return (
    <section className="grid gap-3">
      {upload.state === "staged" && (
        <div className="flex flex-wrap items-center gap-2">
          <Button kind="main" disabled={ready === 0 || action.isPending} busy={running("post") && "Posting"} onClick={post}>
            Post {formatNumber(ready)} rows
          </Button>
          <CancelButton busy={running("cancel")} onCancel={() => action.mutate({ verb: "cancel" })} />
          {ready === 0 && <p className="text-small text-muted">Nothing in this file is new.</p>}
        </div>
      )}
      {(upload.state === "needs_answer" || (isAtWork(upload.state) && upload.state !== "posting")) && (
        <div>
          <CancelButton busy={running("cancel")} onCancel={() => action.mutate({ verb: "cancel" })} />
        </div>
      )}
      {upload.state === "done" && mayVoid && upload.rows_posted > 0 && <VoidUpload upload={upload} action={action} />}
      {action.error && (
        <p role="alert" className="text-danger">
          {plainProblem(action.error).text}
        </p>
      )}
    </section>
  );
}

function CancelButton({ busy, onCancel }: { busy: boolean; onCancel: () => void }) {
  return (
    <Button kind="line" busy={busy && "Cancelling"} onClick={onCancel}>
      Cancel the upload
    </Button>
  );
}

/** Voiding writes one void per sale and cannot itself be undone, so it is one of the few things asked first. */
function VoidUpload({ upload, action }: { upload: Upload; action: ReturnType<typeof useUploadAction> }) {
  const [asking, setAsking] = useState(false);
  const toast = useToast();
  const confirm = () => {
    setAsking(false);
    action.mutate({ verb: "void" }, { onSuccess: () => toast({ text: `${upload.file_name} is voided. It can be uploaded again.` }) });
  };
  return (
    <div className="border-t border-hair pt-4">
      <Button kind="danger" busy={action.isPending && "Voiding"} onClick={() => setAsking(true)}>
        Void this upload
      </Button>
      <p className="mt-1.5 text-small text-muted">Takes all its receipts out of the book again, for a file that was wrong.</p>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Void ${formatNumber(upload.receipts_posted)} receipts?`}
        description="Each gets a void of its own, so the book shows both. Sums and advice follow. This cannot be undone, but the file can be uploaded again."
        actions={
          <>
            <Button kind="danger" onClick={confirm}>
              Void them
            </Button>
            <Button kind="bare" onClick={() => setAsking(false)}>
              Keep them
            </Button>
          </>
        }
      />
    </div>
  );
}
