import { DateField, Field, Row, Select } from '@/kernel/ui'
import { t } from '../text'

export type CardTyped = {
  number: string
  facility: string
  since: string | null
  until: string | null
  level: string | null
}

export const NO_CARD: CardTyped = {
  number: '',
  facility: '',
  since: null,
  until: null,
  level: null,
}

/** One card: number, first-care facility, validity; the level only where the number is short. */
export function CardFields({
  of,
  onChange,
}: {
  of: CardTyped
  onChange: (card: CardTyped) => void
}) {
  const put = (some: Partial<CardTyped>) => onChange({ ...of, ...some })
  const short = /^\d+$/.test(of.number.trim())
  return (
    <>
      <Row columns={2}>
        <Field
          label={t('number')}
          hint={t('numberHint')}
          most={20}
          value={of.number}
          onChange={(number) => put({ number })}
        />
        <Field
          label={t('home')}
          most={5}
          value={of.facility}
          onChange={(facility) => put({ facility })}
        />
      </Row>
      <Row columns={3}>
        <DateField label={t('since')} value={of.since} onChange={(since) => put({ since })} />
        <DateField label={t('until')} value={of.until} onChange={(until) => put({ until })} />
        {short && (
          <Select
            label={t('level')}
            hint={t('levelHint')}
            choices={[
              { value: '1', label: '1 · 100%' },
              { value: '2', label: '2 · 100%' },
              { value: '3', label: '3 · 95%' },
              { value: '4', label: '4 · 80%' },
              { value: '5', label: '5 · 100%' },
            ]}
            value={of.level}
            onChange={(level) => put({ level })}
          />
        )}
      </Row>
    </>
  )
}
