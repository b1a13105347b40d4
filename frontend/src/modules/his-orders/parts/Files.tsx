import { useState } from 'react'
import { hisOrdersAttachFile, hisOrdersRemoveFile } from '@/kernel/api/sdk.gen'
import type { ResultFileOut, ResultOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, DangerPanel, FileField, Panel, RefusalNote } from '@/kernel/ui'
import { t } from '../text'
import css from './visit-orders.module.css'

/** Pictures and PDFs of a result. */
export function Files({ result, off }: { result: ResultOut; off: boolean }) {
  const path = { order_id: result.order.id }
  const [chosen, setChosen] = useState<File | null>(null)
  const [removing, setRemoving] = useState<ResultFileOut>()
  const attach = useSubmit(
    (file: File, headers) => hisOrdersAttachFile({ path, body: { file }, headers }),
    { done: () => setChosen(null) },
  )
  const remove = useSubmit(
    ({ id, reason }: { id: string; reason: string }, headers) =>
      hisOrdersRemoveFile({ path: { ...path, attachment_id: id }, body: { reason }, headers }),
    { done: () => setRemoving(undefined) },
  )
  if (off && result.files.length === 0) return null
  return (
    <Panel title={t('files')}>
      <ul className={css.orders}>
        {result.files.map((file) => (
          <li key={file.id} className={css.line}>
            <span className={css.name}>
              <a
                href={`/api/orders/${result.order.id}/result/files/${file.id}`}
                target="_blank"
                rel="noreferrer"
              >
                {file.name}
              </a>
            </span>
            {!off && (
              <Button small quiet onClick={() => setRemoving(file)}>
                {t('removeFile')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {!off && (
        <FileField
          label={t('addFile')}
          accept="application/pdf,image/*"
          value={chosen}
          onChange={(file) => {
            setChosen(file)
            if (file) attach.submit(file)
          }}
        />
      )}
      <RefusalNote of={attach.refusal} />
      {removing && (
        <DangerPanel
          open
          title={t('removeFile')}
          verb={t('removeFile')}
          before={removing.name}
          after="–"
          busy={remove.busy}
          refusal={remove.refusal}
          onAct={(reason) => remove.submit({ id: removing.id, reason })}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </Panel>
  )
}
