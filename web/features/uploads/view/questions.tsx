"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Choices } from "@/components/ui/choice";
import { NativeSelectField } from "@/components/ui/field";
import { useUploadAction } from "@/lib/api/hooks/uploads";
import { plainProblem } from "@/lib/api/problems";
import type { Upload, UploadQuestion } from "@/lib/api/types";

/** More options than this stand in a list instead of below one another. */
const CHOICES_MAX = 5;

/** What we would have to guess, asked instead; each answer shows what it would make of the file. */
export function Questions({ upload, storeId }: { upload: Upload; storeId: string }) {
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const action = useUploadAction(storeId, upload.upload_id);
  const open = upload.questions.filter((question) => !answers[question.field]);
  return (
    <section className="rounded-panel border border-attention bg-raised px-5 pt-4 pb-[18px] max-md:px-4">
      <div className="grid gap-5">
        {upload.questions.map((question) => (
          <OneQuestion key={question.field} question={question} value={answers[question.field] ?? ""} onChange={(value) => setAnswers({ ...answers, [question.field]: value })} />
        ))}
      </div>
      {action.error && (
        <p role="alert" className="mt-3 text-danger">
          {plainProblem(action.error).text}
        </p>
      )}
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <Button kind="main" disabled={open.length > 0} busy={action.isPending && "Reading again"} onClick={() => action.mutate({ verb: "answers", answers })}>
          Answer and go on
        </Button>
        <span className="text-small text-muted">Nothing is posted before step 3</span>
      </div>
    </section>
  );
}

function OneQuestion({ question, value, onChange }: { question: UploadQuestion; value: string; onChange: (value: string) => void }) {
  if (question.options.length > CHOICES_MAX) {
    const options = [{ value: "", label: "Choose" }, ...question.options.map((option) => ({ value: option.value, label: option.outcome ? `${option.label} (${option.outcome})` : option.label }))];
    return <NativeSelectField label={question.text} value={value} options={options} onChange={(event) => onChange(event.target.value)} />;
  }
  return (
    <div>
      <h2 className="mb-3 text-lead leading-[22px]">{question.text}</h2>
      <Choices label={question.text} value={value} onChange={onChange} options={question.options.map((option) => ({ value: option.value, label: option.label, note: option.outcome }))} />
    </div>
  );
}
