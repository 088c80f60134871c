export { CsvButton, ColumnChoice } from "./tools";
export { Table } from "./table";
export type { Column, More, Selection, Sort, TableProps } from "./types";
