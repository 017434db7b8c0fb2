import { styleText } from "node:util";

export interface Style {
  dim(text: string): string;
  bold(text: string): string;
  green(text: string): string;
  red(text: string): string;
  cyan(text: string): string;
  yellow(text: string): string;
  magenta(text: string): string;
  blue(text: string): string;
  italic(text: string): string;
  underline(text: string): string;
  strikethrough(text: string): string;
  inverse(text: string): string;
}

/** Colours when the stream is a terminal that wants them (`NO_COLOR` and friends are honoured). */
export function styleFor(stream: NodeJS.WriteStream): Style {
  const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    styleText(format, text, { stream });
  return {
    dim: paint("dim"),
    bold: paint("bold"),
    green: paint("green"),
    red: paint("red"),
    cyan: paint("cyan"),
    yellow: paint("yellow"),
    magenta: paint("magenta"),
    blue: paint("blue"),
    italic: paint("italic"),
    underline: paint("underline"),
    strikethrough: paint("strikethrough"),
    inverse: paint("inverse"),
  };
}
