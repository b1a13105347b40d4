import type { ReadingState } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'

export const STATE_TONE: Record<ReadingState, Tone> = {
  unread: 'amber',
  assigned: 'blue',
  draft: 'blue',
  preliminary: 'amber',
  final: 'green',
  addended: 'green',
  retracted: 'red',
  ended: 'grey',
}

/** A template's text with its places filled in; an empty one stays open, to be seen. */
export function filled(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (place, key: string) => values[key]?.trim() || place)
}

/** `.bt ` becomes the sentence whose shortcut is bt. */
export function expanded(text: string, macros: { shortcut: string; text: string }[]): string {
  return text.replace(/(^|\s)\.([a-z0-9]{1,30})(?=\s)/g, (whole, before: string, name: string) => {
    const found = macros.find((each) => each.shortcut === name)
    return found ? `${before}${found.text}` : whole
  })
}

/** What somebody dictated, after what stands there already. */
export function appended(text: string, heard: string): string {
  const said = heard.trim()
  if (!said) return text
  const begins = !text.trim() || /[.!?:\n]\s*$/.test(text)
  const sentence = begins ? said.charAt(0).toLocaleUpperCase('vi') + said.slice(1) : said
  return text && !/\s$/.test(text) ? `${text} ${sentence}` : text + sentence
}
