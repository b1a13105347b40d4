/** The texts of one activity: a key that a language lacks does not compile. */
export function inBoth<const K extends string>(all: {
  vi: Record<K, string>
  en: Record<NoInfer<K>, string>
}) {
  return all
}
