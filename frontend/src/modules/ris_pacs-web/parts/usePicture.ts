import { useEffect, useRef, useState } from 'react'
import { ask } from '@/kernel/client'
import { pictureAddress, type Slice, type Window } from './dicomweb'

const KEPT = 400
const AHEAD = 6

/** Pictures by their address, as the browser shows them; the oldest make room. */
class Kept {
  private pictures = new Map<string, Promise<string>>()

  get(address: string): Promise<string> {
    const known = this.pictures.get(address)
    if (known) return known
    const made = ask(new URL(address, window.location.origin), {
      headers: { Accept: 'image/jpeg' },
    })
      .then((answer) => answer.blob())
      .then((blob) => URL.createObjectURL(blob))
    this.pictures.set(address, made)
    made.catch(() => this.pictures.delete(address))
    for (const oldest of this.pictures.keys()) {
      if (this.pictures.size <= KEPT) break
      this.forget(oldest)
    }
    return made
  }

  private forget(address: string) {
    this.pictures.get(address)?.then(URL.revokeObjectURL, () => {})
    this.pictures.delete(address)
  }

  clear() {
    for (const address of [...this.pictures.keys()]) this.forget(address)
  }
}

/** The picture to show now; the ones that come next are fetched meanwhile. */
export function usePicture(slices: Slice[], at: number, window: Window | undefined) {
  const kept = useRef(new Kept())
  const [shown, setShown] = useState<{ url?: string; broken: boolean }>({ broken: false })
  const slice = slices[at]
  const address = slice && pictureAddress(slice, window)
  useEffect(() => () => kept.current.clear(), [])
  useEffect(() => {
    if (!address) return
    let wanted = true
    kept.current.get(address).then(
      (url) => wanted && setShown({ url, broken: false }),
      () => wanted && setShown({ broken: true }),
    )
    for (const next of slices.slice(at + 1, at + 1 + AHEAD)) {
      kept.current.get(pictureAddress(next, window)).catch(() => {})
    }
    return () => {
      wanted = false
    }
  }, [address, slices, at, window])
  return shown
}
