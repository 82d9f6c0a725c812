/** Keys whose values are never shown or logged. */
export const SECRET_KEYS: readonly string[] = ["password", "sasl", "token", "secret"];

/** Whether a flag or field holds a secret, by a word of its name: `sasl-password`. */
export function isSecret(name: string): boolean {
  return name.toLowerCase().split(/[^a-z]/).some((word) => SECRET_KEYS.includes(word));
}
