import { PALETTE } from "./palette.ts";

const variables = (side: 0 | 1): string =>
  Object.entries(PALETTE).map(([name, colors]) => `--${name}:${colors[side]}`).join(";");

/** The page's style sheet: one type scale, system fonts, light and dark after the reader's setting, and print. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;${variables(0)}}
@media (prefers-color-scheme:dark){:root{${variables(1)}}}
@media print{:root{color-scheme:light;${variables(0)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;overflow-wrap:break-word}
header,main,footer,nav{max-width:58rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
h1{font-size:1.75rem;line-height:1.2;letter-spacing:-.01em;margin:0 0 .5rem;text-wrap:balance}
h2{font-size:1.25rem;line-height:1.3;margin:0 0 .75rem}
h3{font-size:1rem;line-height:1.3;margin:1.5rem 0 .5rem}
p{margin:0 0 1rem;max-width:44rem;text-wrap:pretty}
.subtitle,footer,.tile .note,caption,summary,dt,label{color:var(--muted)}
.subtitle{max-width:none;margin:0 0 .75rem;font-size:.9375rem}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem;font-size:.875rem;margin-bottom:1.5rem}
a{color:var(--valid)}
nav a{text-decoration:none}
nav a:hover,nav a:focus-visible{text-decoration:underline}
section{background:var(--surface);border:1px solid var(--line);border-radius:.75rem;padding:1.5rem;margin:0 0 1.25rem;scroll-margin-top:1rem}
section.plain{background:none;border:0;padding:0}
section>:last-child,figure>:last-child{margin-bottom:0}
.plain>figure{background:var(--surface);border:1px solid var(--line);border-radius:.75rem;padding:1.25rem 1.5rem}
.notice{border:1px solid var(--line);border-left:.375rem solid var(--muted);border-radius:.5rem;background:var(--surface);padding:.75rem 1rem;margin:0 0 1rem;max-width:none}
.notice strong{display:block}
.plain>.notice strong{font-size:1.25rem;line-height:1.4}
.notice.good{border-left-color:var(--good)}.notice.good strong{color:var(--good)}
.notice.warn{border-left-color:var(--suspect)}.notice.warn strong{color:var(--warn)}
.notice.bad{border-left-color:var(--rejected)}.notice.bad strong{color:var(--bad)}
.notice.warning{border:2px solid var(--suspect);border-left-width:.375rem;background:color-mix(in srgb,var(--suspect) 16%,var(--surface))}
.notice.warning strong{text-transform:uppercase;letter-spacing:.04em}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:.75rem;margin:0 0 1rem;padding:0;list-style:none}
.tile{background:var(--surface);border:1px solid var(--line);border-top:.25rem solid var(--muted);border-radius:.5rem;padding:.75rem 1rem}
.tile.valid{border-top-color:var(--valid)}.tile.suspect{border-top-color:var(--suspect)}.tile.rejected{border-top-color:var(--rejected)}
.tile span{display:block}
.tile .label,.tile .note{font-size:.875rem}
.tile .figure{font-size:1.75rem;line-height:1.25;font-weight:600;font-variant-numeric:tabular-nums}
.findings{list-style:none;margin:0 0 1.5rem;padding:0}
.findings li{position:relative;padding:.5rem 0 .5rem 1.25rem;border-bottom:1px solid var(--line)}
.findings li::before{content:"";position:absolute;left:0;top:1.05rem;width:.5rem;height:.5rem;border-radius:50%;background:var(--muted)}
.findings .warn::before{background:var(--suspect)}.findings .bad::before{background:var(--rejected);border-radius:0}
.cards-list{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.75rem;margin:0 0 1rem;padding:0;list-style:none}
.finding-card{background:var(--surface);border:1px solid var(--line);border-radius:.5rem;padding:1rem;min-width:0}
.finding-card h3{margin:0 0 .25rem}.finding-card p{margin:0 0 .25rem;font-size:.875rem}
.finding-card .figure{font-size:1.5rem;line-height:1.25;font-weight:600;font-variant-numeric:tabular-nums}
.finding-card .interval{color:var(--muted);margin-bottom:.5rem}.finding-card svg{margin-bottom:.5rem}
#series-form{display:flex;flex-wrap:wrap;gap:.75rem 1rem;margin:0 0 .5rem}#series-form label{display:grid;font-size:.8125rem;max-width:100%}
#series-context{cursor:crosshair;touch-action:pan-y;margin:.25rem 0 .5rem}#series-focus svg,#series-context svg{max-width:none}
#series-summary{min-height:1.5em;max-width:none;font-variant-numeric:tabular-nums}
.copyable{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem .5rem;margin-top:.25rem;max-width:none}
td .copyable{flex-wrap:nowrap;margin:0;min-width:13rem}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.8125rem;overflow-wrap:anywhere}
td .copyable code{font-size:.75rem}
.copyable code span{display:inline-block;max-width:100%}
.copyable code{background:color-mix(in srgb,var(--muted) 12%,var(--surface));border-radius:.25rem;padding:.125rem .375rem}
button{font:inherit;font-size:.8125rem;line-height:1.5;color:var(--ink);background:var(--surface);border:1px solid var(--muted);border-radius:.25rem;padding:0 .5rem;cursor:pointer}
button:hover{background:color-mix(in srgb,var(--muted) 16%,var(--surface))}
[hidden]{display:none!important}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.125rem 1.25rem;margin:0 0 1.25rem;font-size:.9375rem}
dd{margin:0;overflow-wrap:anywhere}
figure{margin:0 0 1.5rem}
svg{display:block;max-width:100%;height:auto}
svg.wide{width:100%}svg.narrow{display:none}
.whole{white-space:nowrap}
.mark{cursor:pointer}.mark.at{stroke:var(--ink);stroke-width:1.5;paint-order:stroke}.mark.at text{stroke:none;text-decoration:underline}
summary{cursor:pointer;font-size:.875rem;margin-top:.5rem}
#filters{display:flex;flex-wrap:wrap;align-items:end;gap:.75rem 1rem;margin:0 0 1rem}
#filters label{display:grid;font-size:.8125rem;gap:.125rem;max-width:100%}
select,input{font:inherit;font-size:.875rem;color:var(--ink);background:var(--surface);border:1px solid var(--muted);border-radius:.25rem;padding:.25rem .375rem;max-width:100%}
#filters :is(select,input,button){height:2.125rem}#filters button{padding:0 .75rem;font-size:.875rem}
.explorer-chart{margin:0 0 .75rem}
.explorer-chart svg{max-width:none;cursor:crosshair}
.readout{min-height:1.5em;font-size:.875rem;color:var(--muted);font-variant-numeric:tabular-nums;margin:0}
#filter-summary{max-width:none;font-variant-numeric:tabular-nums;min-height:1.5em}
#evidence{position:sticky;bottom:0;background:var(--surface);border-top:2px solid var(--valid);box-shadow:0 -.25rem 1rem rgb(0 0 0/.12);padding:.625rem max(1.25rem,calc(50% - 27.75rem))}
#evidence p{margin:0;max-width:none}
#evidence-readout{font-size:.875rem;color:var(--muted)}
.scroll{overflow-x:auto;max-width:100%;margin:.25rem 0 1rem}
table{border-collapse:collapse;min-width:100%;font-size:.875rem;line-height:1.4}
caption{text-align:left;padding:.25rem 0;font-size:.875rem}
th,td{padding:.375rem .75rem .375rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}
thead th{color:var(--muted);border-bottom-color:var(--muted);vertical-align:bottom}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
thead .number{white-space:normal}
.text,.code{white-space:nowrap}
.code,.value{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.8125rem}
tbody .prose{min-width:8rem}
td.value{overflow-wrap:anywhere;min-width:11rem}
thead .code,thead .value{font-family:inherit;font-size:inherit}
tr>:last-child{padding-right:0}
footer{font-size:.875rem;padding-bottom:2.5rem}
:focus-visible{outline:2px solid var(--valid);outline-offset:2px}
@media (min-width:84rem){
body{display:grid;grid-template-columns:minmax(1rem,1fr) 13rem 58rem minmax(1rem,1fr)}
header,main,footer{grid-column:3;width:100%;min-width:0}
nav{grid-column:2;grid-row:2;position:sticky;top:1.5rem;align-self:start;flex-direction:column;padding:0;margin:0;width:100%}
#evidence{grid-column:3;padding:.625rem 1.25rem}
}
@media (max-width:60rem){
th,td{padding-right:.625rem}tbody .prose,td.value{min-width:7rem}
td .copyable{flex-wrap:wrap;min-width:9rem}
}
@media (max-width:40rem){
body{font-size:15px}header{padding-top:1.5rem}header,main,footer,nav{padding-left:.75rem;padding-right:.75rem}
nav{flex-wrap:nowrap;overflow-x:auto;white-space:nowrap;padding-bottom:.25rem;margin-bottom:1rem}
.cards-list{grid-template-columns:minmax(0,1fr)}section,.plain>figure{padding:1rem}section.plain{padding:0}.tiles{grid-template-columns:1fr 1fr}
.cards thead{position:absolute;clip-path:inset(50%);height:1px;overflow:hidden}
.cards,.cards tbody,.cards tr,.cards th,.cards td,.cards caption{display:block}
.cards tr{border-bottom:1px solid var(--line);padding:.5rem 0}
.cards tbody th,.cards td{display:grid;grid-template-columns:7rem minmax(0,1fr);border:0;padding:.125rem 0;text-align:left;white-space:normal;overflow-wrap:anywhere}
.cards tbody th::before,.cards td::before{content:attr(data-label);font:.875rem/1.4 system-ui,sans-serif;color:var(--muted)}
td .copyable{min-width:0}
svg.wide{display:none}svg.narrow{display:block}dl{grid-template-columns:1fr}dd{margin-bottom:.375rem}
}
@media print{body{display:block;background:none;font-size:10pt}header,main,footer{max-width:none;padding:0}section{border:0;padding:0;margin-bottom:1.5rem}nav,#explore,#series,#evidence,.readout,button{display:none!important}.mark.at{stroke:none}
details:not([open]){display:none}h2,h3,section>p,caption,thead{break-after:avoid}p{break-inside:avoid}.tile,.notice,.findings li::before{print-color-adjust:exact}figure,.tile,.notice,.finding-card,.findings li,tr{break-inside:avoid}.scroll{overflow:visible}.scroll:not(:has(tbody tr:nth-child(9))){break-inside:avoid}td .copyable{min-width:9rem}svg.wide{display:block}svg.narrow{display:none}}
`;
