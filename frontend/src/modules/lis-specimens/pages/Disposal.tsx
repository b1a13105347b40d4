import { useState } from 'react'
import { lisSpecimensDispose, lisSpecimensDue } from '@/kernel/api/sdk.gen'
import type { DisposeIn, SpecimenOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, Field, RefusalNote, Row, Stack, Worklist } from '@/kernel/ui'
import { tubeColumns } from '../parts/columns'
import { LabPage } from '../parts/LabPage'
import { t } from '../text'

/** What was kept long enough: chosen, and its end written down. */
export function Disposal() {
  const [chosen, setChosen] = useState<string[]>([])
  const [how, setHow] = useState(t('howUsual'))
  const dispose = useSubmit((body: DisposeIn, headers) => lisSpecimensDispose({ body, headers }), {
    done: () => setChosen([]),
  })
  return (
    <LabPage title={t('disposal')} detail={t('due')}>
      <Stack>
        <Row columns={2}>
          <Field label={t('how')} value={how} onChange={setHow} />
          <Row>
            <Button
              danger
              hotkey="F9"
              off={chosen.length === 0 || how.trim().length < 3}
              busy={dispose.busy}
              onClick={() => dispose.submit({ codes: chosen, how })}
            >
              {t('dispose', { n: chosen.length })}
            </Button>
          </Row>
        </Row>
        <RefusalNote of={dispose.refusal} />
        <Worklist<SpecimenOut>
          list="lis.specimens.due"
          label={t('disposal')}
          live={['specimens']}
          empty={t('noneDue')}
          load={(asked, signal) =>
            lisSpecimensDue({ query: { after: asked.after }, signal }).then((a) => a.data)
          }
          keyOf={(row) => row.id}
          columns={tubeColumns()}
          actions={(row) => (
            <Check
              label={t('choose')}
              value={chosen.includes(row.code)}
              onChange={(on) =>
                setChosen(on ? [...chosen, row.code] : chosen.filter((code) => code !== row.code))
              }
            />
          )}
        />
      </Stack>
    </LabPage>
  )
}
