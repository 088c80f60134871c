"use client";

import { ErrorState } from "@/components/ui/states";

/** A fault of a page stays inside its page: rail and bar go on working. */
export default function PageFault({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <div className="px-8 pt-6 max-md:px-4">
      <ErrorState title="This page could not be shown" error={error} onRetry={reset} />
    </div>
  );
}
