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

/** Sends the slip of a visit that was just opened to the printer; says so, or why not. */
export function useSlip(encounterId: string, may: boolean) {
  const [refusal, setRefusal] = useState<Refusal>()
  const [printed, setPrinted] = useState(false)
  const asked = useRef('')
  useEffect(() => {
    if (!may || asked.current === encounterId || !fresh.delete(encounterId)) return
    asked.current = encounterId
    if (!printsByItself() || navigator.webdriver) return // a driven browser has no printer
    slipOf(encounterId).then(
      (pdf) => {
        sendToPrinter(pdf)
        setPrinted(true)
      },
      (failure) => setRefusal(refusalOf(failure)),
    )
  }, [encounterId, may])
  return { refusal, printed }
}

/** By a frame out of sight: with a browser set to print silently, nothing is asked. */
function sendToPrinter(pdf: Blob) {
  const frame = document.createElement('iframe')
  const url = URL.createObjectURL(new Blob([pdf], { type: 'application/pdf' }))
  frame.style.cssText = 'position:fixed;width:1px;height:1px;border:0;opacity:0'
  frame.setAttribute('aria-hidden', 'true')
  frame.tabIndex = -1
  frame.onload = () => frame.contentWindow?.print()
  frame.src = url
  document.body.append(frame)
  setTimeout(() => {
    frame.remove()
    URL.revokeObjectURL(url)
  }, 120_000)
}
