import { useEffect, useRef, useState } from 'react'
import { hisEncountersPrintSlip } from '@/kernel/api/sdk.gen'
import { type Refusal, refusalOf } from '@/kernel/refusal'

const KEPT = 'slip.print'
const fresh = new Set<string>()

/** A visit that was opened on this screen a moment ago: its slip prints by itself, once. */
export function justOpened(encounterId: string) {
  fresh.add(encounterId)
}

export function printsByItself(): boolean {
  return localStorage.getItem(KEPT) !== 'off'
}

export function printByItself(yes: boolean) {
  localStorage.setItem(KEPT, yes ? 'on' : 'off')
}

export function slipOf(encounterId: string): Promise<Blob> {
  return hisEncountersPrintSlip({
    path: { encounter_id: encounterId },
    parseAs: 'blob',
  }).then((answer) => answer.data as Blob)
}

/** How far the slip has come: handed to the browser, or printed as far as the browser tells. */
type Sent = 'handed' | 'printed'

/** Prints the slip of a visit that was just opened; says how far that came, or why not. */
export function useSlip(encounterId: string, may: boolean) {
  const [refusal, setRefusal] = useState<Refusal>()
  const [sent, setSent] = useState<Sent>()
  const asked = useRef('')
  useEffect(() => {
    if (!may || asked.current === encounterId || !fresh.delete(encounterId)) return
    asked.current = encounterId
    if (!printsByItself() || navigator.webdriver) return // a driven browser has no printer
    slipOf(encounterId).then(
      (pdf) => {
        setSent('handed')
        print(pdf, () => setSent('printed'))
      },
      (failure) => setRefusal(refusalOf(failure)),
    )
  }, [encounterId, may])
  return { refusal, sent }
}

/** By a frame out of sight: with a browser set to print silently, nothing is asked. */
function print(pdf: Blob, printed: () => void) {
  const frame = document.createElement('iframe')
  const url = URL.createObjectURL(new Blob([pdf], { type: 'application/pdf' }))
  frame.style.cssText = 'position:fixed;width:1px;height:1px;border:0;opacity:0'
  frame.setAttribute('aria-hidden', 'true')
  frame.tabIndex = -1
  frame.onload = () => frame.contentWindow && printPage(frame.contentWindow, printed)
  frame.src = url
  document.body.append(frame)
  setTimeout(() => {
    frame.remove()
    URL.revokeObjectURL(url)
  }, 120_000)
}

/** `printed` is called when the browser says so; where it never does, nothing is claimed. */
export function printPage(page: Pick<Window, 'addEventListener' | 'print'>, printed: () => void) {
  page.addEventListener('afterprint', printed, { once: true })
  page.print()
}
