import { LEARNERS } from "../../pipeline/forecast/mod.ts";
import { forecasterSuite } from "./forecaster.ts";

for (const learner of LEARNERS) forecasterSuite(learner);
