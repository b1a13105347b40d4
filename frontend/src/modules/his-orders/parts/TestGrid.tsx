import type { ResultTestOut } from '@/kernel/api/types.gen'
import { t } from '../text'
import { judge } from './flags'
import css from './result.module.css'

type Props = {
  tests: ResultTestOut[]
  values: Record<string, string>
  onChange: (code: string, value: string) => void
}

/** One line a test: value, flag as typed, range of this patient, the value before. */
export function TestGrid({ tests, values, onChange }: Props) {
  return (
    <div className={css.grid}>
      <span className={css.head}>{t('test')}</span>
      <span className={css.head}>{t('value')}</span>
      <span className={css.head} />
      <span className={`${css.head} ${css.wide}`}>
        {t('reference')} · {t('unit')}
      </span>
      <span className={`${css.head} ${css.wide}`}>{t('previous')}</span>
      {tests.map((test) => {
        const flag = judge(values[test.code] ?? '', test)
        const id = `test-${test.code}`
        return [
          <label key={`${id}-name`} htmlFor={id}>
            {test.name}
          </label>,
          <input
            key={id}
            id={id}
            data-test
            name={`values.${test.code}`}
            className={css.value}
            inputMode="decimal"
            autoComplete="off"
            maxLength={200}
            value={values[test.code] ?? ''}
            onChange={(event) => onChange(test.code, event.currentTarget.value)}
          />,
          <span key={`${id}-flag`} className={css.flag} data-flag={flag || undefined}>
            {flag}
          </span>,
          <span
            key={`${id}-range`}
            className={`${css.dim} ${css.wide}`}
            title={test.adult_only && test.reference ? t('adultOnly') : undefined}
          >
            {[test.reference, test.unit].filter(Boolean).join(' ')}
            {test.adult_only && test.reference && ' *'}
          </span>,
          <span key={`${id}-before`} className={`${css.dim} ${css.wide}`}>
            {test.previous}
          </span>,
        ]
      })}
    </div>
  )
}
