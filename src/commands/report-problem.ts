import { sendVerb } from "../app/verb/send.ts";
import { verbCommand } from "../terminal/verb-command.ts";

export default verbCommand("report-problem", sendVerb);
