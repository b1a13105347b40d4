import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  risPacsQualityApprove,
  risPacsQualityDecline,
  risPacsQualityUndo,
} from '@/kernel/api/sdk.gen'
import type { CorrectionOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Button,
  DangerPanel,
  Facts,
  RefusalNote,
  SidePanel,
  Stack,
  Status,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { CORRECTION_TONE } from './words'

const list = (of: { [key: string]: string }) =>
  Object.entries(of)
    .map(([name, value]) => `${name}: ${value || '–'}`)
    .join(' · ')

/** A proposal for the second person, or what was done and can be undone. */
export function OneCorrection({ of, onClose }: { of: CorrectionOut; onClose: () => void }) {
  const navigate = useNavigate()
  const mayDecide = useMay('ris_pacs.quality.correction.decide')
  const mayPropose = useMay('ris_pacs.quality.correction.propose')
  const [act, setAct] = useState<'decline' | 'undo'>()
  const path = { correction_id: of.id }
  const approve = useSubmit(
    (version: number, headers) => risPacsQualityApprove({ path, body: { version }, headers }),
    { done: onClose },
  )
  const end = useSubmit<string, unknown>(
    (reason: string, headers) => {
      const body = { reason, version: of.version }
      return act === 'undo'
        ? risPacsQualityUndo({ path, body, headers })
        : risPacsQualityDecline({ path, body, headers })
    },
    { done: onClose },
  )
  const undoable =
    of.state === 'applied' && !!of.undo_until && of.undo_until > new Date().toISOString()
  const after =
    of.kind === 'move' && of.to_patient
      ? `${of.to_patient.name} (${of.to_patient.code})`
      : list(of.changes)
  return (
    <SidePanel open title={t(`k_${of.kind}`)} onClose={onClose}>
      <Stack>
        {of.reported && <Alert weight="warning">{t('reported')}</Alert>}
        <Facts
          of={[
            {
              label: t('state'),
              value: <Status tone={CORRECTION_TONE[of.state]}>{t(`s_${of.state}`)}</Status>,
            },
            {
              label: t('patient'),
              value: of.patient ? `${of.patient.name} (${of.patient.code})` : t('nobody'),
            },
            { label: t('pictures'), value: String(of.pictures) },
            { label: t('code'), value: t(`c_${of.code}`) },
            { label: t('reason'), value: of.reason },
            { label: t('before'), value: list(of.before) || undefined },
            { label: t('after'), value: after || undefined },
            {
              label: t('proposedBy'),
              value: `${of.proposed_by_name}, ${showInstant(of.proposed_at)}`,
            },
            {
              label: t('decidedBy'),
              value: of.decided_at
                ? `${of.decided_by_name}, ${showInstant(of.decided_at)}`
                : undefined,
            },
            {
              label: t('undoUntil'),
              value: undoable && of.undo_until ? showInstant(of.undo_until) : undefined,
            },
            { label: t('undo'), value: of.ended_reason || undefined },
          ]}
        />
        {of.state === 'proposed' && <Alert weight="info">{t('secondNote')}</Alert>}
        <RefusalNote of={approve.refusal} />
        <div>
          {of.state === 'proposed' && mayDecide && (
            <Button
              primary
              hotkey="F9"
              busy={approve.busy}
              onClick={() => approve.submit(of.version)}
            >
              {t('approve')}
            </Button>
          )}{' '}
          {of.state === 'proposed' && mayPropose && (
            <Button danger onClick={() => setAct('decline')}>
              {t('decline')}
            </Button>
          )}
          {undoable && mayDecide && (
            <Button danger onClick={() => setAct('undo')}>
              {t('undo')}
            </Button>
          )}{' '}
          <Button
            quiet
            onClick={() =>
              navigate({
                to: '/imaging/quality/$studyUid',
                params: { studyUid: of.study_uid },
              })
            }
          >
            {t('openDesk')}
          </Button>
        </div>
      </Stack>
      {act && (
        <DangerPanel
          open
          title={t(act)}
          verb={t(act)}
          before={t(`${act}Before`)}
          after={t(`${act}After`)}
          busy={end.busy}
          refusal={end.refusal}
          onAct={end.submit}
          onClose={() => setAct(undefined)}
        />
      )}
    </SidePanel>
  )
}
