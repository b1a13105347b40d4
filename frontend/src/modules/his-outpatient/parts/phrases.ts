/** What is typed as `.word` and a space becomes the whole sentence; the last of a word wins. */
export function expand(text: string, phrases: { word: string; text: string }[]): string {
  const found = /(^|[\s(])\.([\p{L}\d_-]{1,20})(\s)$/u.exec(text)
  if (!found) return text
  const [, before = '', word = '', space = ' '] = found
  const phrase = phrases.findLast((each) => each.word.toLowerCase() === word.toLowerCase())
  if (!phrase) return text
  return text.slice(0, found.index) + before + phrase.text + space
}
