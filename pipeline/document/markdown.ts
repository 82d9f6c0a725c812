import type { Block, Document, Finding, Table } from "./document.ts";
import { visible } from "./markup.ts";

/** The report in Markdown; its charts are the SVG files beside it. */
export function markdownReport(document: Document): string {
  const parts = [
    `# ${plain(document.title)}`,
    plain(document.subtitle),
    ...document.sections.flatMap((section) => [`## ${plain(section.heading)}`, ...section.blocks.map(blockText)]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "text":
      return plain(block.text);
    case "heading":
      return `### ${plain(block.text)}`;
    case "cards":
      return block.items.map(({ name, lead, figure, interval, soWhat, command, alt }) =>
        `- **${plain(lead)}** ${plain(figure)} (${plain(interval)}). ${plain(soWhat)} ${code(command)}\n  ![${
          plain(alt)
        }](${name}.svg)`
      ).join("\n");
    case "series":
      return "A chart to zoom in: see index.html.";
    case "explorer":
      return "Filters by station, dates and rule: see index.html.";
    case "findings":
      return [`${plain(block.caption)}:`, block.items.map(findingText).join("\n") || "Nothing unusual was found."].join(
        "\n\n",
      );
    case "notice":
      return `> **${plain(block.lead)}.** ${plain(block.text)}`;
    case "facts":
      return block.items.map(([term, value]) => `- ${plain(term)}: ${plain(value)}`).join("\n");
    case "tiles":
      return block.items.map(({ label, value, note }) => `- ${plain(label)}: **${plain(value)}** (${plain(note)})`)
        .join("\n");
    case "table":
      return tableText(block);
    case "chart":
    case "drawing":
      return `![${plain(block.alt)}](${block.name}.svg)\n\n${tableText(block.data)}`;
  }
}

function findingText({ lead, text, command }: Finding): string {
  return `- **${plain(lead)}** ${plain(text)}${command === "" ? "" : ` ${code(command)}`}`;
}

function tableText({ columns, rows }: Table): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ header }) => plain(header))),
    line(columns.map(({ as }) => as === "number" ? "---:" : "---")),
    ...rows.map((row) => line(row.map((cell, index) => columns[index]!.as === "command" ? code(cell) : plain(cell)))),
  ].join("\n");
}

/** Text that Markdown shows as it is, HTML included. */
export function plain(text: string): string {
  return visible(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_{}[\]#|~$]/g, "\\$&");
}

/** A command of ours, which holds nothing that Markdown would read. */
const code = (command: string): string => command === "" ? "" : `\`${command}\``;
