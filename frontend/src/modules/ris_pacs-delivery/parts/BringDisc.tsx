import { useState } from 'react'
import { ask } from '@/kernel/client'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, FileField, RefusalNote, SidePanel, Stack } from '@/kernel/ui'
import { t } from '../text'

/** The file goes up piece by piece as it is: discs are large. */
async function send(file: File, from: string) {
  const asked = new URLSearchParams({ came_from: from, file_name: file.name.slice(-200) })
  const answer = await ask(`/api/imaging/discs?${asked}`, {
    method: 'POST',
    body: file,
    headers: { 'Content-Type': 'application/octet-stream' },
  })
  return { data: (await answer.json()) as { id: string } }
}

export function BringDisc({ onClose }: { onClose: () => void }) {
  const [from, setFrom] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const bring = useSubmit((chosen: File) => send(chosen, from), { done: onClose })
  return (
    <SidePanel open title={t('bring')} onClose={onClose}>
      <Stack>
        <Field label={t('cameFrom')} required most={200} value={from} onChange={setFrom} />
        <FileField
          label={t('file')}
          accept=".zip,.iso,.dcm"
          required
          value={file}
          onChange={setFile}
        />
        <RefusalNote of={bring.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={bring.busy}
          off={!file || !from.trim()}
          onClick={() => file && bring.submit(file)}
        >
          {t('bring')}
        </Button>
      </Stack>
    </SidePanel>
  )
}
