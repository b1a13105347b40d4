export type RuleLine = { op: string; value: string; add: string[] }
export type ChoiceLine = {
  value: string
  value_en: string
  abnormal: boolean
  critical: boolean
}
