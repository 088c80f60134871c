import type { ReactNode } from "react";

export type Column<Row> = {
  key: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Plain value: for sorting and for CSV. A column without it does neither. */
  value?: (row: Row) => string | number | null | undefined;
  /** Name in the CSV and in the column choice, where `head` is no plain text. */
  name?: string;
  align?: "start" | "end";
  /** CSS width of the column, such as "120px" or "30%". */
  width?: string;
  /** Can be switched off in the column choice; `hidden` starts switched off. */
  optional?: boolean;
  hidden?: boolean;
};

export type Sort = { key: string; direction: "up" | "down" };

export type Selection = {
  keys: ReadonlySet<string>;
  onChange: (keys: ReadonlySet<string>) => void;
  /** Said aloud for the box of a row: "Select Oat milk". */
  label: (key: string) => string;
};

export type More = { has: boolean; loading: boolean; load: () => void };

export type TableProps<Row> = {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** Enter or a click opens a row. */
  onOpen?: (row: Row) => void;
  /** The row whose detail is open now. */
  currentKey?: string | null;
  selection?: Selection;
  /** Sorts what is loaded; null keeps the order of the API, which is the one that matters most. */
  sort?: Sort | null;
  onSort?: (sort: Sort | null) => void;
  /** Keyset paging behind endless scroll. */
  more?: More;
  /** Below 768 px a row becomes these two lines. Without it the table scrolls sideways. */
  narrow?: (row: Row) => ReactNode;
  /** A heading row before the first row of each group; rows must come grouped. */
  group?: (row: Row) => { key: string; head: ReactNode };
  empty?: ReactNode;
};
