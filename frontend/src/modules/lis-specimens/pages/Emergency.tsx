import { useNavigate } from '@tanstack/react-router'
import { lisSpecimensJoin, lisSpecimensWithoutOrder } from '@/kernel/api/sdk.gen'
import type { SpecimenOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Button, Dim, Panel, RefusalNote, Stack, Waiting, Worklist } from '@/kernel/ui'
import { DrawAhead } from '../parts/DrawAhead'
import { LabPage } from '../parts/LabPage'
import { t } from '../text'

/** The tube first, the order later: drawn in an emergency, and what still has no order. */
export function Emergency() {
  const navigate = useNavigate()
  const join = useSubmit((code: string, headers) => lisSpecimensJoin({ path: { code }, headers }))
  return (
    <LabPage title={t('emergency')}>
      <Stack>
        <Dim>{t('emergencyHint')}</Dim>
        <DrawAhead />
        <Panel title={t('withoutOrder')} flush>
          <RefusalNote of={join.refusal} />
          <Worklist<SpecimenOut>
            list="lis.specimens.ahead"
            label={t('withoutOrder')}
            live={['specimens', 'orders']}
            empty={t('noneWithoutOrder')}
            load={(asked, signal) =>
              lisSpecimensWithoutOrder({
                query: { after: asked.after as string | undefined },
                signal,
              }).then((answer) => answer.data)
            }
            keyOf={(row) => row.id}
            onOpen={(row) => navigate({ to: `/lab/specimens/${row.code}` })}
            actions={(row) => (
              <Button small busy={join.busy} onClick={() => join.submit(row.code)}>
                {t('joinOrder')}
              </Button>
            )}
            columns={[
              {
                head: t('patient'),
                phone: 'title',
                show: (row) => (
                  <>
                    <b>{row.patient.name}</b> <Dim>{row.patient.code}</Dim>
                  </>
                ),
              },
              {
                head: t('tube'),
                nowrap: true,
                show: (row) => `${row.code} ${say(row.vessel.name)}`,
              },
              { head: t('askedBy'), show: (row) => row.ahead },
              { head: t('state'), show: (row) => t(row.state), phone: 'hide' },
              {
                head: t('since'),
                width: '1%',
                show: (row) => <Waiting since={row.state_at} amber={15} red={60} />,
              },
            ]}
          />
        </Panel>
      </Stack>
    </LabPage>
  )
}
