import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { risPacsConsultOpenOne } from '@/kernel/api/sdk.gen'
import type { ConsultIn } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, Dim, Field, RefusalNote, SidePanel, Stack } from '@/kernel/ui'
import { IconMessages } from '@/kernel/ui/icons'
import { t } from '../text'

/** Beside a study of somebody's: ask others about it. */
export function OpenOnStudy(of: { studyUid: string; patientId: string | null }) {
  const [asking, setAsking] = useState(false)
  if (!of.patientId) return null
  return (
    <>
      <Button small quiet icon={IconMessages} onClick={() => setAsking(true)}>
        {t('small')}
      </Button>
      {asking && <Ask studyUid={of.studyUid} onClose={() => setAsking(false)} />}
    </>
  )
}

function Ask({ studyUid, onClose }: { studyUid: string; onClose: () => void }) {
  const navigate = useNavigate()
  const [question, setQuestion] = useState('')
  const open = useSubmit((body: ConsultIn, headers) => risPacsConsultOpenOne({ body, headers }), {
    done: (made) => navigate({ to: `/imaging/consultations/${made.id}` }),
  })
  return (
    <SidePanel open title={t('open')} onClose={onClose}>
      <Stack>
        <Field
          label={t('question')}
          lines={4}
          most={1000}
          required
          autoFocus
          value={question}
          onChange={setQuestion}
        />
        <Dim>{t('questionHint')}</Dim>
        <RefusalNote of={open.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={open.busy}
          off={question.trim().length < 3}
          onClick={() => open.submit({ study_uid: studyUid, question })}
        >
          {t('open')}
        </Button>
      </Stack>
    </SidePanel>
  )
}
