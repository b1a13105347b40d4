import { hisBillingOpenShift } from '@/kernel/api/sdk.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Dim, Form, NumberField, Panel } from '@/kernel/ui'
import { t } from '../text'
import { dong } from './words'

/** The float that is in the drawer before anything is taken. */
export function OpenShift() {
  const form = useForm({ opening: null as number | null })
  const open = useSubmit((opening: number, headers) =>
    hisBillingOpenShift({ body: { opening: dong(opening) }, headers }),
  )
  return (
    <Panel title={t('openShift')}>
      <Dim>{t('noShift')}</Dim>
      <Form
        form={form}
        submit={open}
        onSubmit={(values) => open.submit(values.opening ?? 0)}
        actions={
          <Button submit busy={open.busy}>
            {t('openShift')}
          </Button>
        }
      >
        <NumberField label={t('opening')} required least={0} {...form.bind('opening')} />
      </Form>
    </Panel>
  )
}
