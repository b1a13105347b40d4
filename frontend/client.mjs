// Makes src/kernel/api from openapi.json (which `his54 client` writes, with assembly.gen.ts).
// `--check` changes nothing and fails when the client is not the one that openapi.json gives.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const made = ['src/kernel/api']

function snapshot() {
  const found = {}
  const walk = (path) => {
    if (!existsSync(join(here, path))) return
    if (/\.(ts|json)$/.test(path)) found[path] = readFileSync(join(here, path), 'utf8')
    else for (const name of readdirSync(join(here, path))) walk(join(path, name))
  }
  made.forEach(walk)
  return JSON.stringify(found)
}

const checking = process.argv.includes('--check')
const before = snapshot()
const kept = mkdtempSync(join(tmpdir(), 'client-'))
if (checking)
  for (const path of made) cpSync(join(here, path), join(kept, path), { recursive: true })

execFileSync(join(here, 'node_modules/.bin/openapi-ts'), ['--silent'], {
  cwd: here,
  stdio: 'inherit',
})

const same = snapshot() === before
if (checking) {
  for (const path of made) {
    rmSync(join(here, path), { recursive: true, force: true })
    cpSync(join(kept, path), join(here, path), { recursive: true })
  }
  if (!same) {
    console.error('The generated client is out of date: run `make client`.')
    process.exitCode = 1
  }
}
rmSync(kept, { recursive: true, force: true })
if (!checking) console.log(same ? 'client: nothing changed' : 'client: written')
