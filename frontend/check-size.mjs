// What a person's first page costs, gzipped; and every lazy page by itself. Run after a build.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const KB = 1024
const FIRST_JS = 170 * KB
const FIRST_CSS = 20 * KB
const PAGE = 40 * KB

const dist = new URL('./dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const size = (file) => gzipSync(readFileSync(new URL(file, dist))).length

function closure(key, found = new Set()) {
  if (found.has(key)) return found
  found.add(key)
  for (const each of manifest[key].imports ?? []) closure(each, found)
  return found
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)
const first = closure(entry)
const js = [...first].reduce((sum, key) => sum + size(manifest[key].file), 0)
const styles = new Set([...first].flatMap((key) => manifest[key].css ?? []))
const css = [...styles].reduce((sum, file) => sum + size(file), 0)

let failed = false
function say(what, bytes, most) {
  const over = bytes > most
  failed ||= over
  console.log(
    `${over ? 'OVER ' : 'ok   '} ${(bytes / KB).toFixed(1).padStart(6)} KB of ${most / KB}  ${what}`,
  )
}

say('first load, JS', js, FIRST_JS)
say('first load, CSS', css, FIRST_CSS)
for (const key of Object.keys(manifest).filter((each) => manifest[each].isDynamicEntry)) {
  const own = [...closure(key)].filter((each) => !first.has(each))
  say(
    key,
    own.reduce((sum, each) => sum + size(manifest[each].file), 0),
    PAGE,
  )
}
process.exitCode = failed ? 1 : 0
