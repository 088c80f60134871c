"use client";

import { formatDay, formatUnits } from "@/lib/format";
import { Canvas } from "./canvas";
import { dayAt, dayScale, DayTicks, ValueTicks, type DayAxis } from "./day-axis";
import { ChartFrame } from "./frame";
import { Hatch, linear, ticks, type Scale } from "./geometry";
import { BandRuns, LineRuns, Peaks } from "./line-parts";
import { Reading, type Readout } from "./reading";

export type Band = [low: number, high: number];
export type Expected = { mean: number; band50?: Band; band80?: Band };
export type StockOut = { index: number; from: number; to: number };

export type LineChartProps = {
  title: string;
  note?: string;
  axis: DayAxis;
  /** One value a day over the whole axis; null = closed or not known, drawn as a gap. */
  past: (number | null)[];
  next?: (Expected | null)[];
  /** What was predicted for days that have passed: a thin dashed line. */
  ghost?: (number | null)[];
  /** Days on which goods were missing: hatched from what was sold to what was wanted. */
  stockOuts?: StockOut[];
  /** Events, a small flag each. */
  flags?: { index: number; text: string }[];
  height?: number;
  format?: (value: number) => string;
  /** The same shorter, for the value axis: "€7.5K". */
  axisFormat?: (value: number) => string;
  /** Names of the two lines, for the cut-off label, the reading and the table. */
  words?: { past: string; next: string; ghost: string };
};

const WORDS = { past: "sold", next: "expected", ghost: "predicted then" };
const TOP = 18;
const BOTTOM = 38;

/** Past in ink, expected in brand with its 50 and 80 % bands, cut-off labelled. One question each. */
export function LineChart(props: LineChartProps) {
  const { title, note, axis, height = 320, format = formatUnits, words = WORDS } = props;
  const read = (index: number) => readoutAt(props, index, format, words);
  const table = {
    head: ["Day", words.past, words.next, "8 of 10 days between", words.ghost],
    rows: Array.from({ length: axis.count }, (_, index) => tableRow(props, index, format)),
  };
  return (
    <ChartFrame title={title} note={note} table={table}>
      <Reading label={title} count={axis.count} read={read} start={axis.cutOff ?? axis.count - 1}>
        <Canvas height={height} label={title}>
          {(width) => <Plot {...props} width={width} height={height} format={format} words={words} />}
        </Canvas>
      </Reading>
    </ChartFrame>
  );
}

type PlotProps = LineChartProps & { width: number; height: number; format: (value: number) => string; words: typeof WORDS };

function Plot(props: PlotProps) {
  const { axis, past, next = [], ghost = [], stockOuts = [], flags = [], width, height, format, words } = props;
  const values = ticks(0, highest(props), height > 200 ? 4 : 2);
  const x = dayScale(axis, width);
  const y: Scale = linear([0, values[values.length - 1] ?? 1], [height - BOTTOM, TOP]);
  const middle = (index: number) => x(index + 0.5);
  return (
    <>
      <ValueTicks values={values} y={y} width={width} format={props.axisFormat ?? format} />
      <BandRuns next={next} pick={(one) => one.band80} name="band-80" x={middle} y={y} />
      <BandRuns next={next} pick={(one) => one.band50} name="band-50" x={middle} y={y} />
      <LineRuns values={ghost} name="ghost" x={middle} y={y} />
      {stockOuts.map((one) => (
        <g key={one.index}>
          <Hatch x={x(one.index) + 1} y={y(one.to)} width={Math.max(2, x(1) - x(0) - 2)} height={y(one.from) - y(one.to)} />
          <line className="base-line" x1={x(one.index)} x2={x(one.index + 1)} y1={y(one.to)} y2={y(one.to)} />
        </g>
      ))}
      <LineRuns values={past} name="past" x={middle} y={y} />
      <LineRuns values={next.map((one) => one?.mean ?? null)} name="next" x={middle} y={y} />
      <Peaks values={past} name="strong halo" x={middle} y={y} format={format} width={width} />
      <Peaks values={next.map((one) => one?.mean ?? null)} name="own halo" x={middle} y={y} format={format} width={width} />
      {axis.cutOff !== undefined && axis.cutOff > 0 && <CutOff x={x(axis.cutOff)} bottom={y(0)} words={words} />}
      {flags.map((flag) => (
        <g key={`${flag.index}${flag.text}`}>
          <rect x={x(flag.index)} y={y(0) - 8} width={x(1) - x(0)} height={8} fill="var(--color-rule)" opacity={0.45} />
          <text x={middle(flag.index)} y={y(0) - 13} textAnchor="middle" className="halo">
            {flag.text}
          </text>
        </g>
      ))}
      <DayTicks axis={axis} width={width} y={y(0)} />
    </>
  );
}

/** The dashed line between what happened and what we say will happen, with a word on each side. */
export function CutOff({ x, bottom, words = WORDS }: { x: number; bottom: number; words?: { past: string; next: string } }) {
  return (
    <g>
      <line className="cut-line" x1={x} x2={x} y1={4} y2={bottom} />
      <text className="strong halo" x={x - 6} y={12} textAnchor="end">
        {words.past}
      </text>
      <text className="own halo" x={x + 6} y={12}>
        {words.next}
      </text>
    </g>
  );
}

function highest({ past, next = [], ghost = [], stockOuts = [] }: LineChartProps): number {
  const all = [
    ...past.map((value) => value ?? 0),
    ...ghost.map((value) => value ?? 0),
    ...next.map((one) => one?.band80?.[1] ?? one?.mean ?? 0),
    ...stockOuts.map((one) => one.to),
  ];
  return Math.max(1e-9, ...all);
}

function readoutAt(props: LineChartProps, index: number, format: (value: number) => string, words: typeof WORDS): Readout {
  const expected = props.next?.[index];
  const lines = [
    { label: words.past, value: props.past[index] },
    { label: words.next, value: expected?.mean },
    { label: words.ghost, value: props.ghost?.[index] },
  ].flatMap(({ label, value }) => (value == null ? [] : [{ label, value: format(value) }]));
  if (expected?.band80) lines.push({ label: "8 of 10 days", value: bandText(expected.band80, format) });
  const flag = props.flags?.find((one) => one.index === index);
  if (flag) lines.push({ label: "event", value: flag.text });
  if (lines.length === 0) lines.push({ label: "closed", value: "" });
  return { head: formatDay(dayAt(props.axis, index)), lines };
}

function tableRow(props: LineChartProps, index: number, format: (value: number) => string): (string | null)[] {
  const said = (value: number | null | undefined) => (value == null ? null : format(value));
  const expected = props.next?.[index];
  return [
    formatDay(dayAt(props.axis, index)),
    said(props.past[index]),
    said(expected?.mean),
    expected?.band80 ? bandText(expected.band80, format) : null,
    said(props.ghost?.[index]),
  ];
}

export const bandText = (band: Band, format: (value: number) => string) => `${format(band[0])}–${format(band[1])}`;
