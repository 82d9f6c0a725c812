import assert from "node:assert/strict";
import { describeGroup, listGroups } from "../../pipeline/broker/mod.ts";
import { hasBrowser } from "../support/browser.ts";
import { readingOf } from "../support/fake_partition.ts";
import { CLEAN, DEAD, type LivePage, RAW, usingLivePage } from "../support/live_page.ts";

/** Sends readings, of one hour, of stations with these values of NO2. */
const sendReadings = ({ send }: LivePage, hour: number, no2: Record<string, number>) =>
  send(
    RAW,
    Object.entries(no2).map(([key, value]) => ({
      key,
      value: JSON.stringify({ ...readingOf(hour, key), co_gt: 1, no2_gt: value }),
    })),
  );

/** Live tests end with no error on the page and no request to elsewhere. */
function liveTest(name: string, work: (live: LivePage) => Promise<void>, flags: string[] = []): void {
  Deno.test({
    name: `${name} (skipped without chromium)`,
    ignore: !hasBrowser,
    fn: () =>
      usingLivePage(flags, async (live) => {
        await work(live);
        assert.deepEqual(live.page.complaints, []);
        // The browser's own pictures for its fields are data, and no request.
        const others = live.page.requests.filter((each) =>
          !/^(data|about):/.test(each) && new URL(each).origin !== live.url
        );
        assert.deepEqual(others, []);
      }),
  });
}

liveTest("the live page sees consumers whose metrics it does not reach by their group", async (live) => {
  const { page, startConsumer, kafka, dashboard } = live;
  await startConsumer("off");
  await page.until("the consumer is seen", "#chips li", /Consumer runs/);
  await page.until("it says what is missing", "#notices", /1 consumer of \S+ at work on 1 machine, but no metrics/);
  await sendReadings(live, 1, { south: 40, north: 90 });
  await page.until("nothing waits", "#tiles .figure", /^[^|]*\|0\|/);
  await startConsumer();
  const haveOne = async () => {
    const { members } = await describeGroup(kafka, "air-quality-consumers");
    return members.length === 2 && members.every(({ partitions }) => (partitions[RAW] ?? []).length > 0);
  };
  await dashboard.until("each consumer has a partition", haveOne);
  const stations = Array.from({ length: 12 }, (_, at) => [`station-${at}`, 50]);
  await sendReadings(live, 2, Object.fromEntries(stations)); // metrics begin with the first message
  await page.until("one of two is reached", "#notices", /Metrics of 1 of 2 consumers are reached/);
});

liveTest(
  "the live page follows a run: what is judged, waits and is rejected, and the stations by NO2",
  async (live) => {
    const { page, startConsumer, kafka, dashboard } = live;
    await page.until("the broker is seen", "#chips li", /Broker up.*No consumer/);
    await page.until("it says that the pipeline is stopped", "#notices", /no consumer is in the group/);
    await startConsumer();
    await sendReadings(live, 1, { south: 40, north: 90, east: 210 });
    await page.until("the consumer is seen", "#chips li", /Consumer runs/);
    await page.until("the stations are ranked", "#ranking .station", /^east\|north\|south$/);
    assert.deepEqual(await page.texts("#ranking .value"), ["210", "90", "40"]);
    assert.deepEqual(await page.texts("#ranking .over"), ["over 200", "", ""]);
    assert.equal((await page.texts("#notices")).join(""), "");

    await page.evaluate(`
      rows = [...document.querySelectorAll("#ranking li")];
      glides = 0;
      const animate = Element.prototype.animate;
      Element.prototype.animate = function (...args) {
        glides++;
        return animate.apply(this, args);
      };
    `);
    await sendReadings(live, 2, { south: 250 });
    await page.until("the last has become the first", "#ranking .station", /^south\|east\|north$/);
    const moved = await page.evaluate(`({ same: document.querySelector("#ranking li") === rows[2], glides })`);
    assert.deepEqual(moved, { same: true, glides: 3 });

    await page.setMedia({ "prefers-reduced-motion": "reduce" });
    await sendReadings(live, 3, { north: 280 });
    await page.until("another is first", "#ranking .station", /^north\|south\|east$/);
    assert.equal(await page.evaluate("glides"), 3);

    await sendReadings(live, 3, { north: 280 }); // a duplicate
    await page.until("the rejection is shown", "#rules .name", /^duplicate$/);
    await page.until("all is committed", "#facts dd", /^6\|/);
    await page.until("nothing waits", "#tiles .figure", /^.*\|0\|5\|1\|/);

    await page.click('nav a[href="#topics"]');
    await page.until("the topics are there", "#topic-list h2", RegExp(RAW));
    await page.until(
      "the raw topic is described",
      "#topic-list .note",
      /^3 partitions, 6 offsets in use [^|]* retention\.ms=-1\|/,
    );
    await page.click('nav a[href="#groups"]');
    await page.until("the group has its member", "#group-list .note", /Stable, 1 member, lag 0/);
    assert.deepEqual(await page.texts("#group-list h2"), ["air-quality-consumers"]);

    await page.goto("about:blank");
    await dashboard.signal("INT");
    await dashboard.outcome;
    assert.deepEqual(await listGroups(kafka), ["air-quality-consumers"]);
  },
);

const MARKUP = `<img src=x onerror="document.title='broken'"><script>document.title='broken'</script>`;

liveTest(
  "the live page shows markup in messages and stations as text, and runs no script but its own",
  async ({ page, send, startConsumer, url }) => {
    const evil = { station_id: MARKUP, ts: "2004-03-10T18:00:00Z", no2_gt: 77, co_gt: MARKUP };
    await startConsumer();
    await send(CLEAN, [{ key: MARKUP, value: JSON.stringify(evil) }]);
    await send(RAW, [{ key: MARKUP, value: JSON.stringify(evil) }, { key: "k", value: MARKUP }]);
    await page.until("the station is ranked", "#ranking .station", /<img src=x/);
    await page.until("both are rejected", "#rules .name", /not_json\|schema_violation|schema_violation\|not_json/);
    await page.until("both are committed", "#facts dd", /^2\|/); // only then does a reader find their dead letters

    await page.goto(`${url}#messages?topic=${DEAD}`);
    await page.until("the dead letters are found", "#message-note", /^2 messages of/);
    await page.evaluate(`for (const each of document.querySelectorAll("#message-list summary")) each.click()`);
    const shown = (await page.texts("#message-list")).join("");
    assert.ok(shown.includes(MARKUP), shown);
    assert.match(shown, /__connect\.errors\.exception\.message/);
    assert.equal((await page.texts("main img, #message-list script")).length, 0);

    await page.goto(`${url}#dead-letters`);
    await page.until("they are counted", "#letters-note", /^2 dead letters/);
    assert.equal(await page.evaluate("document.title"), "Air quality, live");
  },
);

liveTest(
  "the live page finds messages by offset, moment, key and text, and goes on page by page",
  async (live) => {
    const { page, url } = live;
    for (let hour = 0; hour < 12; hour++) await sendReadings(live, hour, { a: hour, b: 100 + hour });
    await page.goto(`${url}#messages`);
    await page.until("the topics are known", "#message-form option", RegExp(RAW));
    const ask = async (fields: Record<string, string>) => {
      for (
        const [name, value] of Object.entries({
          start: "earliest",
          partition: "",
          key: "",
          contains: "",
          limit: "50",
          ...fields,
        })
      ) {
        await page.fill(`#message-form [name=${name}]`, value);
      }
      await page.evaluate(`document.querySelector("#message-note").textContent = ""`);
      await page.click("#message-form button");
      await page.until("it is answered", "#message-note", / read/);
      return await page.texts("#message-list summary .key");
    };
    assert.equal((await ask({})).length, 24);
    assert.deepEqual(new Set(await ask({ key: "b" })), new Set(["b"]));
    assert.deepEqual(await ask({ contains: '"no2_gt":107' }), ["b"]);
    const first = (await ask({ limit: "20" })).length;
    await page.click("#message-more");
    await page.until("the rest is shown", "#message-note", /^4 messages/);
    assert.equal(first, 20);
    assert.equal(await page.evaluate(`document.querySelector("#message-more").hidden`), true);
    const [newest] = await ask({ start: "latest", key: "a", limit: "20" }),
      values = await page.texts("#message-list .value");
    assert.equal(newest, "a");
    assert.match(values[0]!, /"no2_gt":11\b/);
    const place = (await page.texts("#message-list .place"))[3]!.split(":");
    await ask({ start: "offset", offset: place[1]!, partition: place[0]!, key: "a" });
    assert.equal((await page.texts("#message-list .place"))[0], place.join(":"));
    assert.equal((await ask({ start: "time", time: "2000-01-01T00:00:00" })).length, 24);
    assert.equal((await ask({ start: "time", time: "2100-01-01T00:00:00" })).length, 0);
  },
);

liveTest(
  "the live page says that the broker is gone, and goes on when it is back",
  async (live) => {
    const { page, broker, startConsumer } = live;
    await startConsumer();
    await sendReadings(live, 1, { a: 10 });
    await page.until("the station is ranked", "#ranking .value", /^10$/);
    await broker.kill9();
    await page.until("it says so", "#notices", /The broker has been down since .* nothing answers there/);
    await page.until("the header too", "#chips li", /Broker down/);
    assert.deepEqual(await page.texts("#ranking .value"), ["10"]);
    await broker.restart();
    await page.until("it is back", "#chips li", /Broker up/);
    await sendReadings(live, 2, { a: 20 });
    await page.until("readings come again", "#ranking .value", /^20$/);
    assert.equal((await page.texts("#notices")).join(""), "");
  },
);

liveTest("the live page goes on by itself when its server was away", async ({ page, dashboard }) => {
  await page.until("the broker is seen", "#chips li", /Broker up/);
  await dashboard.signal("STOP");
  await page.until("it says that it hears nothing", "#notices", /This page's server does not answer/);
  await dashboard.signal("CONT");
  await page.until("it hears again", "#notices", /no consumer is in the group/);
});

liveTest(
  "the live page fits at 390, 768 and 1440 px, and is used by keyboard",
  async (live) => {
    const { page, startConsumer, url } = live;
    await startConsumer();
    await sendReadings(live, 1, { ["s".repeat(64)]: 250, b: 3 });
    await page.until("the stations are ranked", "#ranking .station", /^s+\|b$/);
    for (const width of [390, 768, 1440]) {
      await page.setWidth(width);
      for (const view of ["overview", "air", "topics", "messages", "groups", "dead-letters"]) {
        await page.click(`nav a[href="#${view}"]`);
        await page.until("it is there", "nav [aria-current]", RegExp(view.replace("-", " "), "i"));
        const wider = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        assert.equal(wider, 0, `${view} at ${width} px`);
      }
    }
    await page.goto(`${url}?again`);
    await page.press("Tab"); // the skip link
    await page.press("Tab");
    await page.press("Tab");
    await page.press("Enter");
    await page.until("the air is shown", "nav a[aria-current=page]", /^Air$/);
  },
);

/** A request as any program can make it: fetch() does not let one choose host and origin. */
async function request(url: string, head: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port) });
  await connection.write(new TextEncoder().encode(`${head}\r\nConnection: close\r\n\r\n`));
  let text = "";
  for await (const part of connection.readable.pipeThrough(new TextDecoderStream())) text += part;
  return text;
}

liveTest("the live page is for this machine and its own pages only, and changes nothing", async ({ url }) => {
  const host = new URL(url).host;
  assert.match(await request(url, `GET / HTTP/1.1\r\nHost: evil.example`), /^HTTP\/1\.1 403/);
  assert.match(await request(url, `GET /api/events HTTP/1.1\r\nHost: 127.0.0.1.evil.example`), /^HTTP\/1\.1 403/);
  assert.match(
    await request(url, `GET /api/dead-letters HTTP/1.1\r\nHost: ${host}\r\nSec-Fetch-Site: cross-site`),
    /^HTTP\/1\.1 403/,
  );
  assert.match(
    await request(url, `POST /api/redrive HTTP/1.1\r\nHost: ${host}\r\nSec-Fetch-Site: same-site`),
    /^HTTP\/1\.1 403/,
  );
  assert.match(
    await request(url, `POST /api/redrive HTTP/1.1\r\nHost: ${host}\r\nSec-Fetch-Site: same-origin`),
    /^HTTP\/1\.1 403[\s\S]*this page only reads/,
  );
  assert.match(
    await request(url, `DELETE / HTTP/1.1\r\nHost: ${host}\r\nSec-Fetch-Site: same-origin`),
    /^HTTP\/1\.1 405/,
  );
  assert.match(await request(url, `GET /..%2f..%2fdeno.json HTTP/1.1\r\nHost: ${host}`), /^HTTP\/1\.1 404/);
  const page = await request(url, `GET / HTTP/1.1\r\nHost: ${host}`);
  assert.match(page, /content-security-policy: default-src 'none'; script-src 'self'; style-src 'self';/i);
  assert.doesNotMatch(page, /<script(?![^>]*src=)|style=|onclick|https?:\/\//);
});

liveTest(
  "the live page tries a redrive dry, and with --allow-write returns the letters",
  async ({ page, send, url }) => {
    // A letter that the rules of today accept: its consumer had stricter ones.
    const reason = { code: "no_pollutant", field: "", expected: "a value", got: "none" };
    await send(DEAD, [{
      key: "z",
      value: JSON.stringify({ ...readingOf(5, "z"), co_gt: 1 }),
      headers: {
        "__connect.errors.topic": RAW,
        "__connect.errors.partition": "0",
        "__connect.errors.offset": "0",
        "airquality.reject.reasons": JSON.stringify([reason]),
      },
    }]);
    await page.goto(`${url}#dead-letters`);
    await page.until("it is counted", "#letters-note", /^1 dead letter;/);
    await page.click("#redrive-try");
    await page.until("it is tried", "#redrive-note", /^1 dead letter would be accepted now\. Nothing was sent\./);
    await page.click("#redrive-go");
    await page.click('#redrive-dialog button[value="no"]');
    assert.match((await page.texts("#redrive-note")).join(), /Nothing was sent/);
    await page.click("#redrive-go");
    await page.click('#redrive-dialog button[value="go"]');
    await page.until("it went back", "#redrive-note", /^1 dead letter went back/);
    await send(DEAD, [{ key: "other", value: "{}" }]);
    await page.click("#letters-rules a.name");
    await page.until("the letters of the rule are shown", "#message-note", /^1 message of 2 read/);
    assert.deepEqual(await page.texts("#message-list .key"), ["z"]);
  },
  ["--allow-write"],
);
