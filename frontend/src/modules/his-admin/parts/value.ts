import type { ParameterOut, ParameterValueOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { t } from '../text/settings'

export type Value = boolean | number | string

const UNITS: Record<string, () => string> = {
  ngày: () => t('unit_days'),
  d: () => t('unit_days'),
  min: () => t('unit_minutes'),
}

export function unitOf(parameter: ParameterOut): string {
  return UNITS[parameter.unit]?.() ?? parameter.unit
}

/** The choices of a parameter that is one of several. */
export function choicesOf(parameter: ParameterOut) {
  return parameter.choices.map((value, index) => {
    const title = parameter.choice_titles[index]
    return { value, label: title ? say(title) : value }
  })
}

/** A value in words: `90 ngày`, `Có`, `Viết tắt họ và đệm`. */
export function showValue(parameter: ParameterOut, value: unknown): string {
  if (typeof value === 'boolean') return value ? t('yes') : t('no')
  const choice = choicesOf(parameter).find((each) => each.value === value)
  const text = choice?.label ?? String(value ?? '')
  return [text || '–', unitOf(parameter)].filter(Boolean).join(' ')
}

export type Standing = 'inForce' | 'later' | 'before' | 'undone'

/** How each value of a history stands: of each scope the newest that has begun holds. */
export function standings(
  history: ParameterValueOut[],
  now: number = Date.now(),
): Map<string, Standing> {
  const found = new Map<string, Standing>()
  const holding = new Map<string | null, ParameterValueOut>()
  for (const each of history) {
    if (each.undone_at) found.set(each.id, 'undone')
    else if (Date.parse(each.valid_from) > now) found.set(each.id, 'later')
    else {
      found.set(each.id, 'before')
      const before = holding.get(each.room_id)
      const newer =
        !before ||
        Date.parse(each.valid_from) > Date.parse(before.valid_from) ||
        (Date.parse(each.valid_from) === Date.parse(before.valid_from) && each.id > before.id)
      if (newer) holding.set(each.room_id, each)
    }
  }
  for (const each of holding.values()) found.set(each.id, 'inForce')
  return found
}
