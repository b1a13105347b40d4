// Writes openapi.json, src/kernel/assembly.gen.ts and src/kernel/api from the backend's code:
// no server needed. `node client.mjs --check` changes nothing and fails when one is out of date.
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '..')
const python = process.env.HIS54_PYTHON ?? join(root, '.venv/bin/python')
const ASK = `
import json, sys
from app.modules import INSTALLED
print(json.dumps({"modules": [m.id for m in INSTALLED],
  "permissions": sorted(p.id for m in INSTALLED for p in m.permissions)}))
`
const OPENAPI = `
import json
from app.main import create_app
print(json.dumps(create_app().openapi(), ensure_ascii=False, indent=1, sort_keys=True))
`

function ask(code) {
  return execFileSync(python, ['-c', code], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
}

function union(name, words) {
  const lines = words.length ? words.map((word) => `  | '${word}'`).join('\n') : '  never'
  return `export type ${name} =\n${lines}\n`
}

const made = ['openapi.json', 'src/kernel/assembly.gen.ts', 'src/kernel/api']

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

if (!process.argv.includes('--keep-openapi')) {
  writeFileSync(join(here, 'openapi.json'), ask(OPENAPI))
  const { modules, permissions } = JSON.parse(ask(ASK))
  writeFileSync(
    join(here, 'src/kernel/assembly.gen.ts'),
    `// Written by \`npm run client\` from the backend's modules. Do not edit.\n${union('ModuleId', modules)}\n${union('PermissionId', permissions)}`,
  )
}
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
    console.error('The generated client is out of date: run `npm run client`.')
    process.exitCode = 1
  }
}
rmSync(kept, { recursive: true, force: true })
if (!checking) console.log(same ? 'client: nothing changed' : 'client: written')
