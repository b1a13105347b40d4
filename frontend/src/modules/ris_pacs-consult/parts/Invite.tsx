import { useState } from 'react'
import { risPacsConsultInvite } from '@/kernel/api/sdk.gen'
import type { ConsultGuestIn, ConsultInvitedOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Dim, Facts, Field, RefusalNote, SidePanel, Stack } from '@/kernel/ui'
import { t } from '../text'

/** A doctor from outside: a link for him, and a PIN that goes another way. */
export function Invite({ to, onClose }: { to: string; onClose: () => void }) {
  const [name, setName] = useState('')
  const [facility, setFacility] = useState('')
  const [licence, setLicence] = useState('')
  const [made, setMade] = useState<ConsultInvitedOut>()
  const invite = useSubmit(
    (body: ConsultGuestIn, headers) =>
      risPacsConsultInvite({ path: { consult_room_id: to }, body, headers }),
    { done: setMade },
  )
  if (made) return <Invited of={made} onClose={onClose} />
  return (
    <SidePanel open title={t('invite')} onClose={onClose}>
      <Stack>
        <Field label={t('name')} required autoFocus most={200} value={name} onChange={setName} />
        <Field label={t('facility')} required most={200} value={facility} onChange={setFacility} />
        <Field label={t('licence')} most={60} value={licence} onChange={setLicence} />
        <Dim>{t('licenceHint')}</Dim>
        <RefusalNote of={invite.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={invite.busy}
          off={!name.trim() || !facility.trim()}
          onClick={() => invite.submit({ name, facility, licence })}
        >
          {t('invite')}
        </Button>
      </Stack>
    </SidePanel>
  )
}

function Invited({ of, onClose }: { of: ConsultInvitedOut; onClose: () => void }) {
  const [copied, setCopied] = useState(false)
  return (
    <SidePanel open title={t('invited', { name: of.guest.name })} onClose={onClose}>
      <Stack>
        <Facts
          of={[
            { label: t('address'), value: of.guest.address },
            { label: t('pin'), value: <strong>{of.pin}</strong> },
          ]}
        />
        <Alert weight="warning">{t('pinOnce')}</Alert>
        <Button
          onClick={() =>
            navigator.clipboard?.writeText(of.guest.address).then(() => setCopied(true))
          }
        >
          {copied ? t('copied') : t('copy')}
        </Button>
        <Button primary hotkey="F9" onClick={onClose}>
          {t('done')}
        </Button>
      </Stack>
    </SidePanel>
  )
}
