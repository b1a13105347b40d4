import { useState } from 'react'
import {
  risPacsConsultKeepMinutes,
  risPacsConsultPrintMinutes,
  risPacsConsultSign,
} from '@/kernel/api/sdk.gen'
import type { ConsultMinutesIn, ConsultSignIn, ConsultWholeOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, Dim, Facts, Field, Panel, PrintButton, RefusalNote, Row, Stack } from '@/kernel/ui'
import { t } from '../text'

/** What was discussed and concluded: a draft, then signed into the record. */
export function Minutes({ of }: { of: ConsultWholeOut }) {
  const path = { consult_room_id: of.id }
  const maySign = useMay('ris_pacs.consult.minutes.sign')
  const [minutes, setMinutes] = useState(of.minutes)
  const [conclusion, setConclusion] = useState(of.conclusion)
  const keep = useSubmit((body: ConsultMinutesIn, headers) =>
    risPacsConsultKeepMinutes({ path, body, headers }),
  )
  const sign = useSubmit((body: ConsultSignIn, headers) =>
    risPacsConsultSign({ path, body, headers }),
  )
  const changed = minutes !== of.minutes || conclusion !== of.conclusion
  const print = () =>
    risPacsConsultPrintMinutes({ path, parseAs: 'blob' }).then((r) => r.data as Blob)
  return (
    <Panel title={t('minutes')}>
      <Stack>
        {of.state === 'open' && maySign ? (
          <>
            <Field
              label={t('discussed')}
              lines={6}
              most={8000}
              value={minutes}
              onChange={setMinutes}
            />
            <Field
              label={t('conclusion')}
              lines={3}
              most={2000}
              value={conclusion}
              onChange={setConclusion}
            />
            <Dim>{t('signBefore')}</Dim>
          </>
        ) : (
          <Facts
            of={[
              { label: t('discussed'), value: of.minutes || undefined },
              { label: t('conclusion'), value: of.conclusion || undefined },
            ]}
          />
        )}
        <RefusalNote of={keep.refusal ?? sign.refusal} />
        <Row>
          {of.state === 'open' && maySign && (
            <>
              <Button
                hotkey="F9"
                busy={keep.busy}
                off={!changed}
                onClick={() => keep.submit({ version: of.version, minutes, conclusion })}
              >
                {t('keep')}
              </Button>
              <Button
                primary
                busy={sign.busy}
                off={changed || !of.minutes || !of.conclusion}
                onClick={() => sign.submit({ version: of.version })}
              >
                {t('sign')}
              </Button>
            </>
          )}
          <PrintButton pdf={print} title={t('print')}>
            {t('print')}
          </PrintButton>
        </Row>
      </Stack>
    </Panel>
  )
}
