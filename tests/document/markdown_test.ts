import assert from "node:assert/strict";
import { markdownReport } from "../../pipeline/document/markdown.ts";

Deno.test("markdownReport() keeps a table's shape when a cell holds bars, line breaks or markup", () => {
  const text = markdownReport({
    title: "T",
    subtitle: "S",
    sections: [{
      id: "a",
      heading: "A",
      blocks: [{
        kind: "table",
        caption: "C",
        columns: [{ header: "Name", as: "text" }, { header: "Count", as: "number" }],
        rows: [["a|b\n<i>*c*_d_`", "1,234"]],
      }],
    }],
  });
  assert.equal(
    text,
    "# T\n\nS\n\n## A\n\n| Name | Count |\n| --- | ---: |\n| a\\|b\\\\u\\{a\\}&lt;i&gt;\\*c\\*\\_d\\_\\` | 1,234 |\n",
  );
});
