import { afterEach, expect, it, vi } from "vitest";
import { tell } from "../../src/terminal/main.ts";
import { WizardClosed } from "../../src/terminal/wizard.ts";

afterEach(() => void vi.restoreAllMocks());

it("Ctrl-C at any question is an interruption, and no bug of Gameday", () => {
  const said: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
  expect(tell(new WizardClosed("closed"), ["run", "mine.yaml"])).toBe(130);
  expect(said.join("")).toBe("nothing was started\n");
});
