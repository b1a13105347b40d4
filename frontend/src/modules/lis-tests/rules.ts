import type { ChoiceLine, RuleLine } from './types'

/** A reflex rule as one line: ">= 4: FPSA", "abnormal: FT4". */
export function ruleLine(rule: RuleLine): string {
  return `${[rule.op, rule.value].filter(Boolean).join(' ')}: ${rule.add.join(', ')}`
}

/** The lines of a text read back; what cannot be read is sent as it is, and refused there. */
export function readRules(text: string): { op: string; value: string; add: string[] }[] {
  return lines(text).map((line) => {
    const [when = '', add = ''] = line.split(':')
    const found = /^(<=|>=|<|>|is|abnormal|critical)?\s*(.*)$/.exec(when.trim())
    return {
      op: found?.[1] ?? when.trim(),
      value: found?.[2]?.trim() ?? '',
      add: add
        .split(',')
        .map((code) => code.trim())
        .filter(Boolean),
    }
  })
}

/** "Dương tính!" is abnormal, "P. falciparum!!" critical; an English word stands after a bar. */
export function choiceLine(choice: ChoiceLine): string {
  const said = choice.value_en ? `${choice.value} | ${choice.value_en}` : choice.value
  return said + (choice.critical ? '!!' : choice.abnormal ? '!' : '')
}

export function readChoices(text: string): ChoiceLine[] {
  return lines(text).map((line) => {
    const critical = line.endsWith('!!')
    const abnormal = line.endsWith('!')
    const [value = '', value_en = ''] = line.replace(/!+$/, '').split('|')
    return { value: value.trim(), value_en: value_en.trim(), abnormal, critical }
  })
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}
