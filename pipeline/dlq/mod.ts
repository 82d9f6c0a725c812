/**
 * Dead letters: a look at them, what they tell together, and their way back through the raw topic once the rules accept them.
 *
 * @module
 */
export { type DeadLetter, type LetterFilter, type LetterSubject, parseLetter, subjectOf } from "./letter.ts";
export { peekLetters, type PeekOptions } from "./peek.ts";
export { LetterCount, type LetterSummary, summarizeLetters } from "./summary.ts";
export { MAX_HOPS, type TriageCount } from "./triage.ts";
export { redrive, type RedriveEffects, type RedriveOptions } from "./redrive.ts";
