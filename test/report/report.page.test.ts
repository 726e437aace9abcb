/**
 * The page as a browser shows it. Needs a Chromium; skipped without one, unless GAMEDAY_REQUIRE
 * names it.
 */
import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lacking, required } from "../support/required.ts";
import { comparison, stories } from "../support/build-report.ts";

const executablePath = [
  process.env["GAMEDAY_CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));
const shown = [
  "a solved drill with one fix proven",
  "a drill that nobody solved",
  "a drill of eight hours",
  "a drill with dashboards",
  "two drills compared",
  "a drill that ended before any fault",
];

if (executablePath === undefined && !required("chromium")) lacking("chromium");
describe.skipIf(executablePath === undefined && !required("chromium"))(
  "the page in a browser",
  () => {
    let browser: Browser;
    const pages = new Map<string, string>();
    beforeAll(async () => {
      browser = await chromium.launch({
        ...(executablePath !== undefined && { executablePath }),
        args: ["--no-sandbox"],
      });
      for (const name of shown)
        pages.set(
          name,
          name === "two drills compared"
            ? comparison()
            : (stories[name]?.().report["postmortem.html"] ?? ""),
        );
    });
    afterAll(() => browser.close());

    async function opened(
      name: string,
      options: { width: number; scheme: "light" | "dark" },
      look: (page: Page) => Promise<void>,
    ): Promise<void> {
      const context = await browser.newContext({
        viewport: { width: options.width, height: 900 },
        colorScheme: options.scheme,
      });
      const page = await context.newPage();
      const said: string[] = [];
      page.on("console", (message) => said.push(message.text()));
      page.on("request", (request) => said.push(request.url()));
      await page.setContent(pages.get(name) ?? "");
      await look(page);
      expect(said).toEqual([]);
      await context.close();
    }

    it.each(shown)(
      "of %s never scrolls sideways, from a telephone to a wide screen",
      async (name) => {
        for (const width of [340, 390, 820, 1400]) {
          await opened(name, { width, scheme: "light" }, async (page) => {
            expect(
              await page.evaluate(
                `document.documentElement.scrollWidth - document.documentElement.clientWidth`,
              ),
              String(width),
            ).toBe(0);
          });
        }
      },
    );

    it.each(shown)("of %s has no two labels on top of each other in its charts", async (name) => {
      await opened(name, { width: 1200, scheme: "light" }, async (page) => {
        expect(await page.evaluate(overlaps)).toEqual([]);
      });
    });

    it.each(["light", "dark"] as const)(
      "has text that stands out enough in %s (WCAG AA)",
      async (scheme) => {
        await opened(shown[0] ?? "", { width: 1200, scheme }, async (page) => {
          await page.evaluate(
            `document.querySelectorAll("details").forEach((each) => each.open = true)`,
          );
          expect(await page.evaluate(faint)).toEqual([]);
        });
      },
    );

    it("can be read to its end with the keyboard alone", async () => {
      await opened(shown[0] ?? "", { width: 390, scheme: "light" }, async (page) => {
        const stuck = await page.evaluate(
          `[...document.querySelectorAll("*")].filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX === "auto" && each.tabIndex < 0 && each.querySelector("a,[tabindex],summary") === null).map((each) => each.outerHTML.slice(0, 60))`,
        );
        expect(stuck).toEqual([]);
      });
    });

    it("prints what is folded away", async () => {
      await opened(shown[0] ?? "", { width: 1200, scheme: "dark" }, async (page) => {
        await page.emulateMedia({ media: "print" });
        expect(
          await page.evaluate(
            `[...document.querySelectorAll("details > :not(summary)")].filter((each) => !each.checkVisibility()).length`,
          ),
        ).toBe(0);
        expect(await page.evaluate(`getComputedStyle(document.body).color`)).toBe("rgb(0, 0, 0)");
      });
    });
  },
);

/** Pairs of texts in one chart whose boxes meet; lanes and marks included. Runs in the page. */
const overlaps = `[...document.querySelectorAll("svg.chart")].flatMap((svg) => {
  const texts = [...svg.querySelectorAll("text")].map((each) => ({ text: each.textContent, box: each.getBoundingClientRect() }));
  const inner = svg.getBoundingClientRect();
  const cut = texts.filter(({ box }) => box.left < inner.left - 1 || box.right > inner.right + 1 || box.top < inner.top - 1 || box.bottom > inner.bottom + 1).map(({ text }) => "cut off: " + text);
  const meet = texts.flatMap((a, i) => texts.slice(i + 1).filter((b) => a.box.left < b.box.right - 1 && b.box.left < a.box.right - 1 && a.box.top < b.box.bottom - 4 && b.box.top < a.box.bottom - 4).map((b) => a.text + " / " + b.text));
  return [...cut, ...meet];
})`;

/**
 * Texts whose contrast with what is behind them is under 4.5 (3 for large ones). Runs in the page.
 */
const faint = `(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data].map((v, i) => i === 3 ? v / 255 : v); };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const light = (c) => { const [r, g, b] = c.map((v) => { const s = v / 255; return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (element) => { const layers = []; for (let e = element; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor)); return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]); };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== "");
    if (!own || element.closest("title, desc, style") || element.getClientRects().length === 0) continue;
    const style = getComputedStyle(element);
    const back = behind(element);
    const ink = over(rgba(element.closest("svg") ? style.fill : style.color), back);
    const [a, b] = [light(ink), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 600);
    if (ratio < (large ? 3 : 4.5)) found.push(element.tagName + " " + ratio.toFixed(2) + " " + element.textContent.trim().slice(0, 30));
  }
  return found;
})()`;
