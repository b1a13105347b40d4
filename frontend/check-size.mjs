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

// What several pages share comes once; what one page brings by itself is that page's cost.
const pages = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry)
const beyond = new Map(pages.map((key) => [key, [...closure(key)].filter((x) => !first.has(x))]))
const users = new Map()
for (const chunks of beyond.values()) {
  for (const chunk of chunks) users.set(chunk, (users.get(chunk) ?? 0) + 1)
}
for (const [chunk, times] of users) {
  if (times >= 3) say(`shared by ${times}: ${chunk}`, size(manifest[chunk].file), PAGE)
}
for (const [key, chunks] of beyond) {
  const own = chunks.filter((chunk) => chunk === key || (users.get(chunk) ?? 0) < 3)
  say(
    key,
    own.reduce((sum, chunk) => sum + size(manifest[chunk].file), 0),
    PAGE,
  )
}
process.exitCode = failed ? 1 : 0
