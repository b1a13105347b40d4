import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lisTestsJudgedOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { say } from '@/kernel/text'
import { Check, Dim, NumberField, Panel, Row, Select, Status } from '@/kernel/ui'
import { t } from '../text'

/** What a value from an analyser would say for a person: flag, limits, whether it goes out. */
export function TryValue({ code, unit }: { code: string; unit: string }) {
  const [value, setValue] = useState<number | null>(null)
  const [sex, setSex] = useState<'M' | 'F' | null>('F')
  const [age, setAge] = useState<number | null>(30)
  const [pregnant, setPregnant] = useState(false)
  const found = useQuery({
    ...lisTestsJudgedOptions({
      path: { code },
      query: {
        value: value ?? 0,
        sex: sex ?? '',
        age_days: age === null ? undefined : age * 365 + 1,
        pregnant,
      },
    }),
    enabled: value !== null,
  })
  const said = value === null ? undefined : found.data
  return (
    <Panel title={t('tryValue')}>
      <Row columns={4}>
        <NumberField
          label={t('value')}
          name="value"
          decimals={4}
          unit={unit}
          value={value}
          onChange={setValue}
        />
        <Select
          label={t('sex')}
          name="sex"
          choices={[
            { value: 'F' as const, label: t('women') },
            { value: 'M' as const, label: t('men') },
          ]}
          value={sex}
          onChange={setSex}
        />
        <NumberField
          label={t('age')}
          name="age"
          least={0}
          most={120}
          value={age}
          onChange={setAge}
        />
        <Check label={t('pregnant')} name="pregnant" value={pregnant} onChange={setPregnant} />
      </Row>
      {said && (
        <p>
          {said.absurd ? (
            <Status tone="red">{t('isAbsurd')}</Status>
          ) : (
            <Status tone={said.flag ? (said.flag.length > 1 ? 'red' : 'amber') : 'green'}>
              {said.flag ? t('flagged', { flag: said.flag }) : t('flagNone')}
            </Status>
          )}{' '}
          {said.range}{' '}
          <Status tone={said.passes ? 'green' : 'blue'}>
            {said.passes ? t('passes') : t('waits')}
          </Status>{' '}
          <Dim>{said.reasons.map(say).join(' ')}</Dim>{' '}
          {said.adds.length > 0 && t('adds', { codes: said.adds.join(', ') })}
        </p>
      )}
    </Panel>
  )
}
