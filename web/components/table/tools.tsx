"use client";

import { TextButton } from "@/components/ui/button";
import { Menu, MenuChoice, MenuLabel } from "@/components/ui/menu";
import { saveFile, toCsv } from "@/lib/csv";
import { sortRows } from "./sorting";
import type { Column, Sort } from "./types";

const nameOf = <Row,>(column: Column<Row>) => column.name ?? (typeof column.head === "string" ? column.head : column.key);

/** CSV of exactly what is shown: the same columns, rows and order. */
export function CsvButton<Row>({ file, columns, rows, sort = null }: { file: string; columns: Column<Row>[]; rows: Row[]; sort?: Sort | null }) {
  const save = () => {
    const plain = columns.filter((column) => column.value);
    const lines = sortRows(rows, columns, sort).map((row) => plain.map((column) => column.value?.(row)));
    saveFile(file, toCsv(plain.map(nameOf), lines));
  };
  return (
    <TextButton quiet onClick={save} disabled={rows.length === 0}>
      CSV
    </TextButton>
  );
}

type ColumnChoiceProps<Row> = { columns: Column<Row>[]; shown: ReadonlySet<string>; onChange: (shown: ReadonlySet<string>) => void };

/** Switches optional columns on and off; keep `shown` in the URL. */
export function ColumnChoice<Row>({ columns, shown, onChange }: ColumnChoiceProps<Row>) {
  return (
    <Menu align="end" trigger={<TextButton quiet>Columns</TextButton>}>
      <MenuLabel>Columns</MenuLabel>
      {columns
        .filter((column) => column.optional)
        .map((column) => (
          <MenuChoice
            key={column.key}
            checked={shown.has(column.key)}
            onSelect={() => {
              const next = new Set(shown);
              if (!next.delete(column.key)) next.add(column.key);
              onChange(next);
            }}
          >
            {nameOf(column)}
          </MenuChoice>
        ))}
    </Menu>
  );
}
