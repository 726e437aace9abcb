import { baselineAgain } from "./check/baseline-again.ts";
import { baseline } from "./check/baseline.ts";
import { contained } from "./check/contained.ts";
import { faultsVerified } from "./check/faults-verified.ts";
import { figuresAgree } from "./check/figures-agree.ts";
import { finished } from "./check/finished.ts";
import { ledger } from "./check/ledger.ts";
import { machine } from "./check/machine.ts";
import { measured } from "./check/measured.ts";
import { mustBreak } from "./check/must-break.ts";
import { mustHold } from "./check/must-hold.ts";
import { punctual } from "./check/punctual.ts";
import { residue } from "./check/residue.ts";
import { sent } from "./check/sent.ts";
import { stayedBack } from "./check/stayed-back.ts";
import { thresholds } from "./check/thresholds.ts";
import { undisturbed } from "./check/undisturbed.ts";
import type { Check } from "./finding.ts";

/**
 * Every check, in the order in which findings are shown; among equals the first one is the reason.
 */
export const checks: readonly Check[] = [
  figuresAgree,
  sent,
  finished,
  baseline,
  machine,
  mustBreak,
  faultsVerified,
  undisturbed,
  measured,
  punctual,
  contained,
  stayedBack,
  ledger,
  mustHold,
  thresholds,
  baselineAgain,
  residue,
];
