import { useState } from 'react'
import { risPacsDeliveryGiveAddress, risPacsDeliveryNewPin } from '@/kernel/api/sdk.gen'
import type { DeliveryOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Facts, Panel, RefusalNote, Stack } from '@/kernel/ui'
import { IconCopy, IconQrcode } from '@/kernel/ui/icons'
import { t } from '../text'

/** The link, its code to scan, and the PIN that is told apart from it. */
export function LinkShown({ of }: { of: DeliveryOut }) {
  const path = { delivery_id: of.id }
  const [copied, setCopied] = useState(false)
  const give = useSubmit((_: null, headers) => risPacsDeliveryGiveAddress({ path, headers }))
  const another = useSubmit(
    (version: number, headers) => risPacsDeliveryNewPin({ path, body: { version }, headers }),
    { done: () => give.submit(null) },
  )
  const shown = give.done
  return (
    <Panel title={t('f_link')}>
      <Stack>
        <RefusalNote of={give.refusal ?? another.refusal} />
        {shown ? (
          <>
            <img
              alt={shown.address}
              width={168}
              height={168}
              src={`data:image/svg+xml;utf8,${encodeURIComponent(shown.qr)}`}
            />
            <Facts
              of={[
                { label: t('address'), value: shown.address },
                { label: t('pin'), value: shown.pin },
              ]}
            />
            <Alert weight="info">{t('pinNote')}</Alert>
            <div>
              <Button
                small
                icon={IconCopy}
                onClick={() =>
                  navigator.clipboard?.writeText(shown.address).then(() => setCopied(true))
                }
              >
                {copied ? t('copied') : t('copy')}
              </Button>{' '}
              <Button small busy={another.busy} onClick={() => another.submit(of.version)}>
                {t('newPin')}
              </Button>
            </div>
          </>
        ) : (
          <div>
            <Button icon={IconQrcode} busy={give.busy} onClick={() => give.submit(null)}>
              {t('showLink')}
            </Button>
          </div>
        )}
      </Stack>
    </Panel>
  )
}
