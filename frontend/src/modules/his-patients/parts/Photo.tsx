import { useState } from 'react'
import { hisPatientsTakePhoto } from '@/kernel/api/sdk.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, FileField, RefusalNote, SidePanel } from '@/kernel/ui'
import { IconCamera } from '@/kernel/ui/icons'
import { t } from '../text'

/** A portrait, from a file or a phone's camera: so that two people of one name are told apart. */
export function Photo({ patientId, has }: { patientId: string; has: boolean }) {
  const [open, setOpen] = useState(false)
  const [file, setFile] = useState<File | null>(null)
  const close = () => {
    setOpen(false)
    setFile(null)
  }
  const keep = useSubmit(
    (photo: File, headers) =>
      hisPatientsTakePhoto({ path: { patient_id: patientId }, body: { photo }, headers }),
    { done: close },
  )
  return (
    <>
      <Button icon={IconCamera} onClick={() => setOpen(true)}>
        {t(has ? 'newPhoto' : 'takePhoto')}
      </Button>
      <SidePanel open={open} title={t('photo')} onClose={close}>
        <FileField label={t('photo')} accept="image/*" value={file} onChange={setFile} />
        <RefusalNote of={keep.refusal} />
        <Button primary off={!file} busy={keep.busy} onClick={() => file && keep.submit(file)}>
          {t('save')}
        </Button>
      </SidePanel>
    </>
  )
}
