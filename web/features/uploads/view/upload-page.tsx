"use client";

import { useSearchParams } from "next/navigation";
import { Columns, Page } from "@/components/frame/page";
import { ButtonLink, TextLink } from "@/components/ui/button";
import { EmptyState, ErrorState, Skeleton, SkeletonRows } from "@/components/ui/states";
import { isAtWork, useUpload } from "@/lib/api/hooks/uploads";
import type { Upload } from "@/lib/api/types";
import { useStore } from "@/lib/hooks/store";
import { Actions } from "./actions";
import { ColumnsTable } from "./columns-table";
import { FileLine } from "./file-line";
import { Questions } from "./questions";
import { RowsList } from "./rows-list";
import { Steps } from "./steps";
import { Summary } from "./summary";
import { Tally } from "./tally";

export function UploadPage() {
  const { store } = useStore();
  const uploadId = useSearchParams().get("id") ?? "";
  const { data: upload, error, refetch } = useUpload(store.store_id, uploadId);
  if (uploadId === "") return <NoUpload />;
  return (
    <Page title="Upload sales" actions={<TextLink href="/uploads/">All uploads</TextLink>}>
      {error && !upload ? <ErrorState title="This upload could not be read" error={error} onRetry={() => void refetch()} /> : upload ? <Opened upload={upload} storeId={store.store_id} /> : <Loading />}
    </Page>
  );
}

function Opened({ upload, storeId }: { upload: Upload; storeId: string }) {
  const settled = upload.state === "done" || upload.state === "voided";
  const failed = upload.state === "failed" || upload.state === "cancelled";
  return (
    <>
      <Steps state={upload.state} />
      <FileLine upload={upload} />
      {failed && <Summary upload={upload} />}
      {!failed && (
        <div className="mt-5">
          <Columns aside="384px">
            <div className="grid min-w-0 content-start gap-6 max-wide:order-2">
              {settled && <Summary upload={upload} />}
              <ColumnsTable upload={upload} storeId={storeId} />
            </div>
            <aside className="grid content-start gap-6">
              {upload.state === "needs_answer" && <Questions key={upload.questions.map((one) => one.field).join()} upload={upload} storeId={storeId} />}
              <Tally upload={upload} />
              <Actions upload={upload} storeId={storeId} />
            </aside>
          </Columns>
        </div>
      )}
      {!isAtWork(upload.state) && <RowsList upload={upload} storeId={storeId} />}
    </>
  );
}

function Loading() {
  return (
    <div className="grid gap-6">
      <Skeleton className="h-16" />
      <SkeletonRows rows={8} label="Reading the upload" />
    </div>
  );
}

function NoUpload() {
  return (
    <Page title="Upload sales">
      <EmptyState title="No upload is named here" action={<ButtonLink href="/uploads/" kind="main">All uploads</ButtonLink>}>
        Open one from the list, or drop a new file.
      </EmptyState>
    </Page>
  );
}
