import { ButtonLink } from "@/components/ui/button";
import { Figure } from "@/components/ui/figure";
import { wordsFor } from "@/lib/api/problems";
import type { Upload } from "@/lib/api/types";
import { formatDays, formatMoney, formatMoment, formatNumber } from "@/lib/format";
import { plural } from "@/lib/words";

/** How it ended, in the words of the shop. */
export function Summary({ upload }: { upload: Upload }) {
  if (upload.state === "failed" || upload.state === "cancelled") return <Ended upload={upload} />;
  const { rows_posted, receipts_posted, first_date, last_date, totals } = upload;
  return (
    <section className="grid gap-4">
      <div className="flex flex-wrap gap-x-11 gap-y-4">
        <Figure label="Receipts" value={formatNumber(receipts_posted)} note={`${formatNumber(rows_posted)} ${plural(rows_posted, "row")}`} />
        {totals.map((total) => (
          <Figure
            key={total.currency}
            label="Sales less returns"
            value={formatMoney(total.gross_sales_minor + total.returns_minor, total.currency, { whole: true })}
            note={total.returns_minor === 0 ? "no returns" : `${formatMoney(Math.abs(total.returns_minor), total.currency, { whole: true })} came back`}
          />
        ))}
        {first_date && last_date && <Figure label="Days" value={formatDays(first_date, last_date)} note={upload.finished_at ? `posted ${formatMoment(upload.finished_at)}` : undefined} />}
      </div>
      {upload.state === "done" && rows_posted === 0 && upload.rows_duplicate > 0 && <p>Nothing in this file was new: the book has all of it already.</p>}
      {upload.state === "done" && rows_posted > 0 && (
        <div className="flex flex-wrap items-center gap-3">
          <ButtonLink href="/today/" kind="main">
            See what it says
          </ButtonLink>
          <span className="text-small text-muted">Forecasts and advice follow within minutes.</span>
        </div>
      )}
    </section>
  );
}

/** The same words as if the file had been refused at the door. */
function problemWords({ problem }: Upload): string {
  return problem ? wordsFor(problem) : "Export it again and try once more.";
}

function Ended({ upload }: { upload: Upload }) {
  const failed = upload.state === "failed";
  return (
    <section className="max-w-[60ch] py-6">
      <h2 className={`text-lead ${failed ? "text-danger" : ""}`}>{failed ? "This file could not be read" : "This upload was cancelled"}</h2>
      <p className="mt-1 text-muted">{failed ? problemWords(upload) : "Nothing of it was posted."}</p>
      <div className="mt-4">
        <ButtonLink href="/uploads/" kind="main">
          Choose another file
        </ButtonLink>
      </div>
    </section>
  );
}
