import type { FormState } from '@/kernel/form'
import { Button, DateField, Field, Row } from '@/kernel/ui'
import { t } from '../text'
import type { Newcomer } from './particulars'

/** Telephone, identity card, insurance card. */
export function CardFields({
  form,
  warn,
  autoFocus,
}: {
  form: FormState<Newcomer>
  autoFocus?: boolean
  warn: Record<string, string | undefined>
}) {
  const { values } = form
  const alike = values.cccd.replace(/\D/g, '')
  return (
    <>
      <Row columns={3}>
        <Field
          label={t('phone')}
          keyboard="tel"
          autoFocus={autoFocus}
          warn={warn.phone}
          {...form.bind('phone')}
        />
        <Field label={t('cccd')} keyboard="numeric" warn={warn.cccd} {...form.bind('cccd')} />
        <DateField label={t('issuedOn')} past {...form.bind('cccd_issued')} />
      </Row>
      <Row columns={4}>
        <Field
          label={t('bhytNumber')}
          warn={warn.bhyt}
          why={
            alike.length === 12 && !values.bhyt ? (
              <Button small quiet tabIndex={-1} onClick={() => form.set('bhyt', alike)}>
                {t('asCccd')}
              </Button>
            ) : undefined
          }
          {...form.bind('bhyt')}
        />
        <DateField label={t('validFrom')} {...form.bind('bhyt_from')} />
        <DateField label={t('validTo')} {...form.bind('bhyt_to')} />
        <Field label={t('facility')} {...form.bind('facility')} />
      </Row>
    </>
  )
}
