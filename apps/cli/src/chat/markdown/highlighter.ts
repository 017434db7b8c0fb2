import type { Style } from "../../view/style.ts";

/** Colours code, once the languages are loaded; that begins with the first code that is seen. */
export interface Highlighter {
  /** The lines of a code, coloured where the language is known. */
  lines(code: string, language: string | undefined): string[];
  /** Begins to load the languages. */
  load(): void;
  /** Whether they are being loaded; what is finished meanwhile should wait. */
  readonly isLoading: boolean;
}

/** What this uses of it. Its own declarations would bring the names of browsers into every file. */
interface HighlightLibrary {
  getLanguage(name: string): object | undefined;
  highlight(code: string, options: { language: string }): { value: string };
}

const libraryName: string = "highlight.js/lib/common";

type Highlight = (code: string, language: string) => string | undefined;

/** Longer code is shown without colours. */
const maximumCharacters = 200_000;

export function createHighlighter(style: Style, onLoaded: () => void): Highlighter {
  let highlight: Highlight | undefined;
  let isLoading = false;

  const load = async () => {
    const { default: library }: { default: HighlightLibrary } = await import(libraryName);
    highlight = (code, language) =>
      library.getLanguage(language) ? library.highlight(code, { language }).value : undefined;
  };

  return {
    lines(code, language) {
      const html =
        language && code.length <= maximumCharacters ? highlight?.(code, language) : undefined;
      return html === undefined ? code.split("\n") : paintedLines(html, style);
    },
    load() {
      if (highlight || isLoading) return;
      isLoading = true;
      const done = () => {
        isLoading = false;
        onLoaded();
      };
      load().then(done, done); // without the library code has no colours
    },
    get isLoading() {
      return isLoading;
    },
  };
}

/** The markup of highlight.js as styled lines; every line closes its styles. */
function paintedLines(html: string, style: Style): string[] {
  const lines = [""];
  const open: (string | undefined)[] = [];
  for (const part of html.split(/(<span class="[^"]*">|<\/span>)/)) {
    const kind = /^<span class="hljs-([\w-]*)/.exec(part)?.[1];
    if (kind !== undefined) open.push(kind);
    else if (part.startsWith("<span")) open.push(undefined);
    else if (part === "</span>") open.pop();
    else {
      const paint = painterOf(
        open.findLast((name) => name !== undefined),
        style,
      );
      for (const [index, text] of unescaped(part).split("\n").entries()) {
        if (index > 0) lines.push("");
        if (text !== "") lines[lines.length - 1] += paint(text);
      }
    }
  }
  return lines;
}

function painterOf(kind: string | undefined, style: Style): (text: string) => string {
  switch (kind) {
    case "keyword":
    case "selector-tag":
    case "literal":
    case "tag":
    case "name":
      return style.magenta;
    case "string":
    case "regexp":
    case "addition":
    case "template-tag":
      return style.green;
    case "number":
    case "symbol":
    case "bullet":
    case "attr":
    case "attribute":
      return style.yellow;
    case "comment":
    case "quote":
    case "doctag":
      return style.dim;
    case "title":
    case "section":
    case "function":
      return style.blue;
    case "built_in":
    case "type":
    case "class":
    case "variable":
    case "params":
      return style.cyan;
    case "deletion":
      return style.red;
    default:
      return (text) => text;
  }
}

const entities: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
};

function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => entities[entity] ?? entity);
}
