import { useState } from 'react'
import { sessionSetPin, sessionSign } from '@/kernel/api/sdk.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, Panel, RefusalNote, Row, Stack } from '@/kernel/ui'
import { t } from '../text'

/** The signature is asked again: password, or PIN; who has no PIN sets one. */
export function Signing({ ways, onTicket }: { ways: string[]; onTicket: (one: string) => void }) {
  const byPin = ways.includes('pin')
  const [pin, setPin] = useState('')
  const [password, setPassword] = useState('')
  const sign = useSubmit(
    (body: { pin?: string; password?: string }, headers) => sessionSign({ body, headers }),
    { done: ({ ticket }) => onTicket(ticket) },
  )
  const set = useSubmit((_: null, headers) => sessionSetPin({ body: { pin, password }, headers }), {
    done: () => sign.submit({ pin }),
  })
  const hasNone = sign.refusal?.error === 'NoSigningPin' || set.refusal !== undefined
  const sets = hasNone && pin !== ''
  return (
    <Panel title={t('signAgain')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (sets) set.submit(null)
          else sign.submit(pin ? { pin } : { password })
        }}
      >
        <Stack>
          <RefusalNote of={set.refusal ?? sign.refusal} />
          <Row columns={2}>
            {byPin && (
              <Field
                label={t('pin')}
                password
                autoFocus
                keyboard="numeric"
                most={12}
                value={pin}
                onChange={setPin}
              />
            )}
            {(!pin || hasNone) && (
              <Field
                label={t('password')}
                password
                autoFocus={!byPin}
                most={200}
                value={password}
                onChange={setPassword}
              />
            )}
          </Row>
          <Button primary submit busy={sign.busy || set.busy} off={!pin && !password}>
            {t(sets ? 'setPinAndSign' : 'confirm')}
          </Button>
        </Stack>
      </form>
    </Panel>
  )
}
