"use client";

import { Suspense, type ReactNode } from "react";
import { DRAWER_SLOT } from "@/components/ui/drawer";
import { SkipLink } from "@/components/ui/hidden";
import { ErrorState, Skeleton } from "@/components/ui/states";
import { SessionGate } from "@/lib/hooks/session";
import { StoreProvider } from "@/lib/hooks/store";
import { LiveProvider } from "@/lib/live/provider";
import { UploadWatch } from "@/features/uploads/watched";
import { Bar } from "./bar";
import { BottomBar } from "./bottom-bar";
import { Rail } from "./rail";

/** The desk: rail, top bar, page, and the place where a drawer opens. Signed-in people only. */
export function Frame({ children }: { children: ReactNode }) {
  const failed = (error: unknown, retry: () => void) => (
    <div className="grid min-h-screen place-items-center px-4">
      <ErrorState title="Aisle could not be reached" error={error} onRetry={retry} />
    </div>
  );
  return (
    <Suspense fallback={<Waiting />}>
      <SessionGate waiting={<Waiting />} failed={failed}>
        <LiveProvider>
          <StoreProvider waiting={<Waiting />} failed={failed}>
            <SkipLink />
            <UploadWatch />
            <div className="min-h-screen max-md:pb-16 md:grid md:grid-cols-[auto_minmax(0,1fr)]">
              <Rail />
              <div className="min-w-0">
                <Bar />
                <div className="flex">
                  <main id="content" tabIndex={-1} className="min-w-0 flex-1">
                    {children}
                  </main>
                  <div id={DRAWER_SLOT} className="empty:hidden wide:shrink-0" />
                </div>
              </div>
              <BottomBar />
            </div>
          </StoreProvider>
        </LiveProvider>
      </SessionGate>
    </Suspense>
  );
}

/** The frame's own shape while we find out who is here. */
function Waiting() {
  return (
    <div role="status" aria-label="Opening Aisle" className="min-h-screen md:grid md:grid-cols-[auto_minmax(0,1fr)]">
      <div className="w-rail border-e border-hair max-md:hidden slim:w-rail-slim" />
      <div>
        <div className="h-bar border-b border-hair" />
        <div className="px-8 pt-6 max-md:px-4">
          <Skeleton className="h-7 w-64" />
        </div>
      </div>
    </div>
  );
}
