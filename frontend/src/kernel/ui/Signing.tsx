import { useState } from 'react'
import { sessionSetPin, sessionSign } from '../api/sdk.gen'
import { useSubmit } from '../submit'
import { w } from '../words'
import { RefusalNote } from './Alert'
import { Button } from './Button'
import { Field } from './Field'
import { Panel, Row, Stack } from './Panel'

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
  const go = () => sign.submit(pin ? { pin } : { password })
  return (
    <Panel title={w('signature')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          sets ? set.submit(null) : go()
        }}
      >
        <Stack>
          <RefusalNote of={set.refusal ?? sign.refusal} />
          <Row columns={2}>
            {byPin && (
              <Field
                label={w('signingPin')}
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
                label={w('password')}
                password
                autoFocus={!byPin}
                most={200}
                value={password}
                onChange={setPassword}
              />
            )}
          </Row>
          <Button primary submit busy={sign.busy || set.busy} off={!pin && !password}>
            {w(sets ? 'setPinAndSign' : 'signIt')}
          </Button>
        </Stack>
      </form>
    </Panel>
  )
}
