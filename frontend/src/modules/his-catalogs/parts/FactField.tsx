import type { ColumnOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Check, DateField, Field, NumberField, Select } from '@/kernel/ui'
import type { TypedFact } from '../form'
import { choiceWord, t } from '../text'
import { CodePicker } from './CodePicker'

type Props = { column: ColumnOut; value: TypedFact; onChange: (value: TypedFact) => void }

/** The field of one fact, by what its column holds. */
export function FactField({ column, value, onChange }: Props) {
  const { kind, required } = column
  const shared = { label: say(column.title), name: `facts.${column.id}`, required, onChange }
  if (kind === 'flag') return <Check {...shared} value={value === true} />
  if (kind === 'integer') {
    return <NumberField {...shared} value={typeof value === 'number' ? value : null} />
  }
  const text = value === null ? '' : String(value)
  if (kind === 'day') return <DateField {...shared} value={text || null} />
  if (kind === 'choice') {
    return (
      <Select
        {...shared}
        value={text || null}
        choices={column.choices.map((choice) => ({ value: choice, label: choiceWord(choice) }))}
      />
    )
  }
  if (kind === 'code' && column.of) return <CodePicker {...shared} of={column.of} value={text} />
  return (
    <Field
      {...shared}
      value={text}
      hint={kind === 'words' ? t('wordsHint') : undefined}
      unit={kind === 'money' ? '₫' : undefined}
      keyboard={kind === 'money' ? 'numeric' : undefined}
    />
  )
}
