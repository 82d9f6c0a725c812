/** A header and a reading in the form of the official data set, with fewer columns. */
export const HEADER = "Date;Time;CO(GT);NO2(GT);T;;";
export const READING = "10/03/2004;18.00.00;2,6;113;13,6;;";

/** Lines as the text of a CSV. */
export const csv = (...lines: string[]): string => lines.map((line) => `${line}\r\n`).join("");
