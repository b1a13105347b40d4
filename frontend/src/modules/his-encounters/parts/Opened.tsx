import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisEncountersHeaderOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Button, Dim, OnOff, Panel, PrintButton, RefusalNote, Row } from '@/kernel/ui'
import { t } from '../text'
import { printByItself, printsByItself, slipOf, useSlip } from './printing'
import { VisitPanel } from './VisitPanel'
import { VisitState } from './VisitState'

/** The visit that was just opened: its slip, and what was wrong with it after all. */
export function Opened({ encounterId }: { encounterId: string }) {
  const mayPrint = useMay('his.encounters.slip.print')
  const { data: visit } = useQuery(
    hisEncountersHeaderOptions({ path: { encounter_id: encounterId } }),
  )
  useLive(['encounters'])
  const slip = useSlip(encounterId, mayPrint)
  const [byItself, setByItself] = useState(printsByItself)
  const mayRight = useMay('his.encounters.patient.correct')
  const [correcting, setCorrecting] = useState<'all' | 'move_to_patient'>()
  if (!visit) return null
  return (
    <Panel
      title={`${visit.patient.name} · ${visit.code}`}
      actions={<VisitState of={visit.state} />}
    >
      <Row>
        {mayPrint && (
          <PrintButton pdf={() => slipOf(encounterId)} title={`${t('slip')} ${visit.code}`}>
            {t('printSlip')}
          </PrintButton>
        )}
        <Button onClick={() => setCorrecting('all')}>{t('correct')}</Button>
        {mayRight && visit.acts.includes('move_to_patient') && (
          <Button onClick={() => setCorrecting('move_to_patient')}>
            {t('do_move_to_patient')}
          </Button>
        )}
        {mayPrint && (
          <OnOff
            label={t('printByItself')}
            value={byItself}
            onChange={(yes) => {
              printByItself(yes)
              setByItself(yes)
            }}
          />
        )}
        {slip.sent && <Dim>{t(slip.sent === 'printed' ? 'slipSent' : 'slipHanded')}</Dim>}
      </Row>
      <RefusalNote of={slip.refusal} />
      {correcting && (
        <VisitPanel
          encounterId={encounterId}
          start={correcting === 'all' ? undefined : correcting}
          onClose={() => setCorrecting(undefined)}
        />
      )}
    </Panel>
  )
}
