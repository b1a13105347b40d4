import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { risPacsDicomNodesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsDicomSend } from '@/kernel/api/sdk.gen'
import type { DicomSendIn } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, RefusalNote, Select, SidePanel, Stack } from '@/kernel/ui'
import { t } from '../text'

/** On a study's page: send it to another archive or workstation. */
export function SendStudy({ studyUid }: { studyUid: string }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('send')}</Button>
      {asking && <Ask studyUid={studyUid} onClose={() => setAsking(false)} />}
    </>
  )
}

function Ask({ studyUid, onClose }: { studyUid: string; onClose: () => void }) {
  const nodes = useQuery(risPacsDicomNodesOptions())
  const [node, setNode] = useState<string | null>(null)
  const [gone, setGone] = useState(false)
  const send = useSubmit((body: DicomSendIn, headers) => risPacsDicomSend({ body, headers }), {
    done: () => setGone(true),
  })
  const taking = nodes.data?.items.filter((each) => each.receives && each.active) ?? []
  return (
    <SidePanel open title={t('send')} onClose={onClose}>
      <Stack>
        {nodes.data && taking.length === 0 && <Alert weight="info">{t('nobodyTakes')}</Alert>}
        <Select
          label={t('to')}
          required
          choices={taking.map((each) => ({ value: each.id, label: each.name }))}
          value={node}
          onChange={setNode}
        />
        <RefusalNote of={send.refusal} />
        {gone && <Alert weight="info">{t('onItsWay')}</Alert>}
        <Button
          primary
          hotkey="F9"
          busy={send.busy}
          off={!node || gone}
          onClick={() => node && send.submit({ study_uid: studyUid, node_id: node })}
        >
          {t('send')}
        </Button>
      </Stack>
    </SidePanel>
  )
}
