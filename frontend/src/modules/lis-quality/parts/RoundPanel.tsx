import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lisQualityOneRoundOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisQualitySubmitRound } from '@/kernel/api/sdk.gen'
import type { ExternalResultOut, ExternalRoundOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Awaited,
  Button,
  Dim,
  Facts,
  Panel,
  RefusalNote,
  Row,
  SidePanel,
  Stack,
  Status,
  type Tone,
} from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'
import { AddResult, AnswerForm, PeersForm } from './RoundForms'
import { shown } from './state'

const GRADE: Record<'good' | 'doubtful' | 'bad', Tone> = {
  good: 'green',
  doubtful: 'amber',
  bad: 'red',
}

/** One external round: our results, the peers' figures, what was off and what was done. */
export function RoundPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const found = useQuery(lisQualityOneRoundOptions({ path: { round_id: id } }))
  return (
    <SidePanel open title={found.data?.code ?? t('round')} onClose={onClose}>
      <Awaited of={found} rows={6}>
        {(round) => <Round of={round} />}
      </Awaited>
    </SidePanel>
  )
}

function Round({ of }: { of: ExternalRoundOut }) {
  const may = useMay('lis.quality.round.edit')
  const submit = useSubmit((_: null, headers) =>
    lisQualitySubmitRound({ path: { round_id: of.id }, headers }),
  )
  return (
    <Stack>
      <Facts
        of={[
          { label: t('programme'), value: of.programme },
          { label: t('organiser'), value: of.organiser },
          { label: t('sample'), value: of.sample || undefined },
          { label: t('dueOn'), value: showDate(of.due_on) },
          {
            label: t('submitted'),
            value: of.submitted_at
              ? `${showInstant(of.submitted_at)} · ${of.submitted_by_name}`
              : undefined,
          },
        ]}
      />
      {of.results.length === 0 && <Dim>{t('noResults')}</Dim>}
      {of.results.map((each) => (
        <OneResult key={each.id} of={each} round={of} may={may} />
      ))}
      {may && of.state === 'open' && (
        <>
          <AddResult round={of} />
          <RefusalNote of={submit.refusal} />
          <Row>
            <Button busy={submit.busy} onClick={() => submit.submit(null)}>
              {t('submit')}
            </Button>
            <Dim>{t('submitAfter')}</Dim>
          </Row>
        </>
      )}
    </Stack>
  )
}

function OneResult(props: { of: ExternalResultOut; round: ExternalRoundOut; may: boolean }) {
  const { of, round, may } = props
  const [open, setOpen] = useState<'peers' | 'answer'>()
  return (
    <Panel
      title={`${of.test_code} · ${of.test_name}`}
      actions={of.grade && <Status tone={GRADE[of.grade]}>{t(of.grade)}</Status>}
    >
      <Stack>
        <Facts
          of={[
            { label: t('ourValue'), value: `${shown(of.value)} ${of.unit}` },
            {
              label: t('peerMean'),
              value: of.peer_mean ? `${shown(of.peer_mean)} ± ${shown(of.peer_sd)}` : undefined,
            },
            {
              label: 'z',
              value: of.z ? `${shown(of.z)} (${shown(of.bias)} %)` : undefined,
            },
            { label: t('cause'), value: of.cause || undefined },
            { label: t('action'), value: of.action || undefined },
          ]}
        />
        {may && round.state !== 'open' && !open && (
          <Row>
            <Button small onClick={() => setOpen('peers')}>
              {t('enterPeers')}
            </Button>
            {of.grade && of.grade !== 'good' && (
              <Button small onClick={() => setOpen('answer')}>
                {t('answer')}
              </Button>
            )}
          </Row>
        )}
        {open === 'peers' && <PeersForm of={of} round={round} onDone={() => setOpen(undefined)} />}
        {open === 'answer' && <AnswerForm of={of} onDone={() => setOpen(undefined)} />}
      </Stack>
    </Panel>
  )
}
