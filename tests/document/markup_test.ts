import assert from "node:assert/strict";
import { escapeMarkup, Markup, markup, visible } from "../../pipeline/document/markup.ts";

Deno.test("markup() escapes values and lets markup and lists of it through", () => {
  const items = ["<b>", `"&'`].map((item) => markup`<li title="${item}">${item}</li>`);
  assert.equal(
    markup`<ul>${items}${new Markup("<hr>")}${1}</ul>`.text,
    '<ul><li title="&lt;b&gt;">&lt;b&gt;</li><li title="&quot;&amp;&#39;">&quot;&amp;&#39;</li><hr>1</ul>',
  );
});

Deno.test("visible() spells out what would not be seen or would turn text around", () => {
  assert.equal(visible("a\tb\u0000c\u202ed\ud800e"), "a\\u{9}b\\u{0}c\\u{202e}d\\u{d800}e");
  assert.equal(visible("µg/m³ 🌫 naïve"), "µg/m³ 🌫 naïve");
});

Deno.test("escapeMarkup() is safe in a quoted attribute", () =>
  assert.equal(escapeMarkup(`"><svg onload='x'>`), "&quot;&gt;&lt;svg onload=&#39;x&#39;&gt;"));
