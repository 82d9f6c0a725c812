/**
 * A document of text, tables and charts in all its forms: one offline page, Markdown, SVG and PNG; and a paper as PDF. The only home of Vega and Typst.
 *
 * @module
 */
export {
  type Block,
  type Card,
  type Chart,
  type Document,
  type Drawn,
  type Explorer,
  type Finding,
  type Section,
  type SeriesExplorer,
  type Table,
  type TableColumn,
  type Tile,
  type Tone,
} from "./document.ts";
export {
  FONT,
  type Grid,
  grid,
  type Label,
  label,
  type Mark,
  marked,
  markedGroup,
  picture,
  round,
  textWidth,
  title,
} from "./drawing.ts";
export { markdownReport } from "./markdown.ts";
export { clock, count, listed, measure, minuteOf, plural, share } from "./number_text.ts";
export { COLORS, PALETTE } from "./palette.ts";
export { drawPng, renderPictures } from "./picture.ts";
export { renderDocument } from "./render.ts";
export { type ChartSpec, drawSvg, linkOf } from "./svg.ts";
export { CHART_CONFIG, FIT_WIDTH, NAME_AXIS, PERCENT } from "./theme.ts";
export { writeReport } from "./write.ts";
export { type PageRange, type Paper, type PaperBlock, type PaperFigure, type PaperTable } from "./paper.ts";
export { type Constant, type Resolved, resolveNumbers, type Results } from "./reference.ts";
export { type PaperSources } from "./numbered.ts";
export { paperHtml } from "./paper_html.ts";
export { paperMarkdown } from "./paper_markdown.ts";
export { paperPdf, type Pdf, plainPdf } from "./typst.ts";
