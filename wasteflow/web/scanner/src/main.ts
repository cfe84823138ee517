// The scanner. Reading order: core/ (keys, queue, handing in, loads; no page), acts/ (what a driver does), ui/ (what
// screens are made of), screens/, reading/ (camera and codes), sw.ts (the shell without a signal).
import { openHanding } from "./handing";
import { addScreen, openApp } from "./ui/app";
import { openTexts } from "./ui/texts";
import { companyScreen } from "./screens/company";
import { enrolScreen } from "./screens/enrol";
import { giveScreen } from "./screens/give";
import { loadScreen } from "./screens/load";
import { meScreen } from "./screens/me";
import { officerScreen } from "./screens/officer";
import { queueScreen } from "./screens/queue";
import { roundScreen } from "./screens/round";
import { scanScreen } from "./screens/scan";
import { startScreen } from "./screens/start";
import { openShell } from "./shell";

await openTexts();
addScreen("start", startScreen);
addScreen("load", loadScreen);
addScreen("round", roundScreen);
addScreen("company", companyScreen);
addScreen("officer", officerScreen);
addScreen("give", giveScreen);
addScreen("scan", scanScreen);
addScreen("queue", queueScreen);
addScreen("me", meScreen);
addScreen("enrol", enrolScreen);
openApp();
openShell();
openHanding();
