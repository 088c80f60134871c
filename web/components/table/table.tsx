"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { Fragment, useRef, type KeyboardEvent } from "react";
import { Checkbox } from "@/components/ui/choice";
import { classes } from "@/lib/words";
import { EndOfList } from "./end-of-list";
import { nextSort, sortRows } from "./sorting";
import type { Column, Sort, TableProps } from "./types";

/**
 * Sticky head, numbers right, rows 36 px high, ↑ ↓ Home End to move, Enter to open, Space to choose.
 * Only one row is in the Tab order (roving), so a long table is one stop and not a thousand.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rowKey, rows, sort = null, more, empty, narrow } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const sorted = sortRows(rows, columns, sort);
  if (rows.length === 0 && !more?.loading) return <>{empty}</>;

  return (
    <div className={classes(!narrow && "max-md:-mx-4 max-md:overflow-x-auto max-md:px-4")}>
      <table className="w-full border-collapse" aria-label={label}>
        <colgroup className={classes(narrow && "max-md:hidden")}>
          {props.selection && <col style={{ width: 32 }} />}
          {columns.map((column) => (
            <col key={column.key} style={{ width: column.width }} />
          ))}
        </colgroup>
        <Head {...props} />
        <tbody ref={body} onKeyDown={(event) => moveFocus(event, body.current)}>
          {sorted.map((row, index) => {
            const group = props.group?.(row);
            const previous = index > 0 ? sorted[index - 1] : undefined;
            const starts = group && (previous === undefined || props.group?.(previous).key !== group.key);
            return (
              <Fragment key={rowKey(row)}>
                {starts && (
                  <tr>
                    <th scope="colgroup" colSpan={columns.length + (props.selection ? 1 : 0)} className="border-b border-rule pt-5 pb-1.5 text-start font-semibold">
                      {group.head}
                    </th>
                  </tr>
                )}
                <BodyRow {...props} row={row} first={index === 0} />
              </Fragment>
            );
          })}
        </tbody>
      </table>
      {more && <EndOfList more={more} count={rows.length} />}
    </div>
  );
}

function Head<Row>({ columns, rows, rowKey, selection, sort = null, onSort, narrow }: TableProps<Row>) {
  const chosen = selection ? rows.filter((row) => selection.keys.has(rowKey(row))).length : 0;
  return (
    <thead className={classes("sticky top-0 z-10 bg-(--chart-ground,var(--color-ground))", narrow && "max-md:hidden")}>
      <tr>
        {selection && (
          <th scope="col" className="border-b border-rule pb-2 text-start align-bottom">
            <Checkbox
              label="Select all that are loaded"
              checked={chosen === 0 ? false : chosen === rows.length ? true : "indeterminate"}
              onChange={(all) => selection.onChange(new Set(all ? rows.map(rowKey) : []))}
            />
          </th>
        )}
        {columns.map((column) => (
          <HeadCell key={column.key} column={column} sort={sort} onSort={onSort} />
        ))}
      </tr>
    </thead>
  );
}

function HeadCell<Row>({ column, sort, onSort }: { column: Column<Row>; sort: Sort | null; onSort?: (sort: Sort | null) => void }) {
  const direction = sort?.key === column.key ? sort.direction : null;
  const Arrow = direction === "up" ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={direction === null ? undefined : direction === "up" ? "ascending" : "descending"}
      className={classes(
        "border-b border-rule py-2 pe-3 align-bottom text-tiny font-normal whitespace-nowrap text-muted last:pe-0",
        column.align === "end" ? "text-end" : "text-start",
      )}
    >
      {onSort && column.value ? (
        <button type="button" onClick={() => onSort(nextSort(sort, column.key, column.align))} className={classes("inline-flex items-center gap-1 rounded-mark hover:text-ink", direction && "font-medium text-ink")}>
          {column.head}
          {direction && <Arrow className="size-3" aria-hidden />}
        </button>
      ) : (
        column.head
      )}
    </th>
  );
}

function BodyRow<Row>(props: TableProps<Row> & { row: Row; first: boolean }) {
  const { row, rowKey, columns, selection, onOpen, currentKey, narrow, first } = props;
  const key = rowKey(row);
  const chosen = selection?.keys.has(key) ?? false;
  const current = currentKey === key;
  const toggle = () => {
    const keys = new Set(selection?.keys);
    if (!keys.delete(key)) keys.add(key);
    selection?.onChange(keys);
  };
  return (
    <tr
      data-row
      tabIndex={first ? 0 : -1}
      aria-selected={selection ? chosen : undefined}
      aria-current={current || undefined}
      onClick={(event) => !isControl(event.target) && onOpen?.(row)}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (event.key === "Enter") onOpen?.(row);
        if (event.key === " " && selection) {
          event.preventDefault();
          toggle();
        }
      }}
      className={classes(
        "-outline-offset-2",
        onOpen && "cursor-pointer hover:bg-chosen",
        chosen && "bg-brand-wash",
        current && "bg-chosen shadow-[inset_2px_0_var(--color-brand)]",
      )}
    >
      {selection && (
        <td className="w-8 border-b border-hair align-middle max-md:pt-3 max-md:align-top">
          <Checkbox label={selection.label(key)} checked={chosen} onChange={toggle} />
        </td>
      )}
      {narrow && (
        <td className="border-b border-hair py-2.5 md:hidden" colSpan={columns.length}>
          {narrow(row)}
        </td>
      )}
      {columns.map((column) => (
        <td
          key={column.key}
          className={classes(
            "h-row border-b border-hair pe-3 last:pe-0",
            column.align === "end" && "nums text-end",
            narrow && "max-md:hidden",
          )}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("a, button, input, label, [role=checkbox]") !== null;
}

function moveFocus(event: KeyboardEvent, body: HTMLElement | null): void {
  const rows = [...(body?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
  const next = rows[steps[event.key] ?? -1];
  if (!next) return;
  event.preventDefault();
  rows[at]?.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
}
