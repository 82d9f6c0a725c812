import { LEARNERS } from "../../pipeline/forecast/mod.ts";
import { forecasterSuite } from "./forecaster.ts";

for (const learner of LEARNERS) {
  forecasterSuite(learner, (what, run) => Deno.test(`${learner.name} ${what}`, run));
}
