// The room of a consultation: everybody sees the same picture, whose finger points where, what is
// said and measured. Words and measurements come back from the server once they are written down.
'use strict'
const main = document.querySelector('main.room')
const key = main.dataset.key
const english = main.dataset.lang === 'en'
const say = (vi, en) => (english ? en : vi)
const by = (id) => document.getElementById(id)
const stage = by('stage')
const image = by('picture')
const ACTS = {
  opened: say('mở hội chẩn', 'opened the consultation'),
  invited: say('mời', 'invited'),
  withdrawn: say('rút lời mời', 'withdrew the invitation of'),
  joined: say('vào phòng', 'came in'),
  left: say('rời phòng', 'left'),
  reported: say('ký kết quả đọc:', 'signed a reading:'),
  signed: say('ký biên bản', 'signed the minutes'),
  called_off: say('huỷ hội chẩn', 'called the consultation off'),
}
const SMALL = 320
const FULL = Math.min(1600, Math.round(Math.max(screen.width, screen.height) * devicePixelRatio))
const SLOW_AFTER = 800 // ms a full picture may take before a small one goes ahead

let runs = []
let me = ''
let run = 0
let number = 1
let tool = 'point'
let socket = null
let slow = true // until a full picture came quickly
let under = null // the pictures that are on their way
let arrived = false
let drawing = null
const people = new Map()
const fingers = new Map()
const measured = []
const known = new Set()

// --- pictures -----------------------------------------------------------------------------------

function address(width, quality, of = number) {
  const shown = by('windows').value
  const asked = new URLSearchParams({ width, quality, ...(shown && { window: shown }) })
  return `/hoi-chan/${key}/pictures/${runs[run].uid}/${of}?${asked}`
}

/** What is fetched for a picture, one after the other: on a slow line a quick one goes ahead. */
function steps() {
  const side = Math.max(64, runs[run].side)
  const sharp = by('sharp').checked
  const full = [Math.min(sharp ? 2048 : FULL, side), sharp ? 'sharp' : 'full']
  return slow ? [[Math.min(SMALL, side), 'quick'], full] : [full]
}

/** JPEG always loses something: the picture says how much of it is here. */
function quality(kind, width) {
  by('quality').toggleAttribute('data-quick', kind === 'quick')
  by('quality').textContent =
    kind === 'quick'
      ? say('Bản xem nhanh, đang tải bản đủ nét…', 'Quick picture, the full one is coming…')
      : `${kind === 'sharp' ? say('Nét nhất', 'Sharpest') : say('Đủ nét', 'Full')} · ${say('JPEG nén có mất mát', 'lossy JPEG')} · ${width} px`
}

let wanted = 0
async function draw() {
  if (!runs[run]) return
  const mine = ++wanted
  by('slider').max = runs[run].pictures
  by('slider').value = number
  by('place').textContent = `${number}/${runs[run].pictures}`
  by('windows').disabled = runs[run].modality !== 'CT'
  place()
  mark()
  under?.abort() // what nobody waits for any more leaves the line free
  under = new AbortController()
  const { signal } = under
  for (const [width, kind] of steps()) {
    const began = performance.now()
    const answer = await fetch(address(width, kind), { signal }).catch(() => null)
    if (mine !== wanted) return
    if (!answer?.ok) {
      by('quality').textContent = say('Chưa tải được ảnh, đang thử lại…', 'No picture yet, trying again…')
      setTimeout(() => mine === wanted && draw(), 3000) // after a cut it goes on by itself
      return
    }
    const blob = await answer.blob().catch(() => null)
    if (!blob) return
    const url = URL.createObjectURL(blob)
    if (mine !== wanted) return URL.revokeObjectURL(url)
    URL.revokeObjectURL(image.src)
    image.src = url
    image.alt = `${runs[run].title} ${number}/${runs[run].pictures}`
    quality(kind, width)
    if (kind !== 'quick') slow = performance.now() - began > SLOW_AFTER
  }
  // The next ones come while he looks at this one: quick ones where the line is slow.
  const [width, kind] = steps()[0]
  for (const next of [number + 1, number + 2]) {
    if (next > runs[run].pictures || signal.aborted) return
    await fetch(address(width, kind, next), { signal, priority: 'low' })
      .then((answer) => answer.blob())
      .catch(() => null)
  }
}

/** The picture as large as it fits; marks and fingers lie on it. */
function place() {
  const ratio = runs[run]?.ratio || 1
  const [wide, high] = [stage.clientWidth, stage.clientHeight]
  const width = Math.min(wide, high * ratio)
  const box = {
    left: `${(wide - width) / 2}px`,
    top: `${(high - width / ratio) / 2}px`,
    width: `${width}px`,
    height: `${width / ratio}px`,
  }
  for (const each of [image, by('marks')]) Object.assign(each.style, box)
}
addEventListener('resize', () => {
  place()
  mark()
})

/** Where on the picture, from 0 to 1. */
function inPicture(event) {
  const box = image.getBoundingClientRect()
  const share = (value, size) => Math.min(1, Math.max(0, value / size))
  return [share(event.clientX - box.left, box.width), share(event.clientY - box.top, box.height)]
}

function put(element, [x, y]) {
  element.style.left = `${image.offsetLeft + x * image.offsetWidth}px`
  element.style.top = `${image.offsetTop + y * image.offsetHeight}px`
}

function here(of) {
  return of.series === runs[run]?.uid && of.picture === number
}

function mark() {
  const lines = measured.filter((each) => here(each))
  if (drawing) lines.push({ ...drawing, text: '' })
  by('marks').replaceChildren(
    ...lines.map(({ start, end }) => {
      const line = document.createElementNS('http://www.w3.org/2000/svg', 'line')
      for (const [name, value] of [['x1', start[0]], ['y1', start[1]], ['x2', end[0]], ['y2', end[1]]]) {
        line.setAttribute(name, value * 1000)
      }
      return line
    }),
  )
  const told = lines.map(({ end, text }) => {
    const label = document.createElement('i')
    label.textContent = text
    put(label, end)
    return label
  })
  const pointing = [...fingers.values()].filter(here).map(({ name, at }) => {
    const finger = document.createElement('b')
    finger.textContent = name
    put(finger, at)
    return finger
  })
  by('pointers').replaceChildren(...told, ...pointing)
}

// --- what I do ----------------------------------------------------------------------------------

function tell(message) {
  if (socket?.readyState !== WebSocket.OPEN) return false
  socket.send(JSON.stringify(message))
  return true
}

function spot() {
  return { series: runs[run].uid, picture: number }
}

function windowShown() {
  const shown = by('windows').value
  return shown ? shown.split(',').map(Number) : null
}

function show(nextRun, nextNumber) {
  run = nextRun
  number = Math.min(runs[run].pictures, Math.max(1, nextNumber))
  draw()
  tell({ kind: 'viewed', ...spot(), window: windowShown() })
}

let rested = 0
stage.addEventListener('pointermove', (event) => {
  if (!runs[run]) return
  if (drawing) {
    drawing.end = inPicture(event)
    mark()
    return
  }
  if (performance.now() - rested < 60) return
  rested = performance.now()
  tell({ kind: 'pointed', ...spot(), at: inPicture(event) })
})
stage.addEventListener('pointerleave', () => runs[run] && tell({ kind: 'pointed', ...spot(), at: null }))
stage.addEventListener('pointerdown', (event) => {
  if (!runs[run]) return
  if (tool === 'measure') {
    stage.setPointerCapture(event.pointerId)
    drawing = { ...spot(), start: inPicture(event), end: inPicture(event) }
  } else tell({ kind: 'pointed', ...spot(), at: inPicture(event) })
})
stage.addEventListener('pointerup', () => {
  if (!drawing) return
  const { start, end } = drawing
  if (Math.hypot(end[0] - start[0], end[1] - start[1]) > 0.01) tell({ kind: 'measured', ...drawing })
  drawing = null
  mark()
})
stage.addEventListener(
  'wheel',
  (event) => {
    event.preventDefault()
    if (runs[run]) show(run, number + Math.sign(event.deltaY))
  },
  { passive: false },
)
for (const each of document.querySelectorAll('[data-tool]')) {
  each.addEventListener('click', () => {
    tool = each.dataset.tool
    for (const other of document.querySelectorAll('[data-tool]')) {
      other.setAttribute('aria-pressed', String(other === each))
    }
  })
}
by('runs').addEventListener('change', () => show(Number(by('runs').value), 1))
by('windows').addEventListener('change', () => show(run, number))
by('sharp').addEventListener('change', () => draw())
by('slider').addEventListener('input', () => show(run, Number(by('slider').value)))
by('before').addEventListener('click', () => show(run, number - 1))
by('next').addEventListener('click', () => show(run, number + 1))
by('say').addEventListener('submit', (event) => {
  event.preventDefault()
  const text = by('text').value.trim()
  if (!text) return
  // What was not sent stays in the field.
  if (tell({ kind: by('advice').checked ? 'advised' : 'said', text })) {
    by('text').value = ''
    by('advice').checked = false
  }
})
by('text').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) by('say').requestSubmit()
})

// --- what the others do -------------------------------------------------------------------------

function greet(who) {
  if (who.by === me || people.has(who.by)) return
  people.set(who.by, who.name)
  listPeople()
}

function listPeople() {
  const names = [say('Tôi', 'I'), ...people.values()]
  by('people').replaceChildren(
    ...names.map((name) => {
      const one = document.createElement('li')
      one.textContent = name
      return one
    }),
  )
}

function line(of) {
  if (known.has(of.id)) return
  known.add(of.id)
  const one = document.createElement('li')
  const head = document.createElement('small')
  const at = new Date(of.at).toLocaleTimeString(english ? 'en' : 'vi', {
    timeStyle: 'short',
    timeZone: 'Asia/Ho_Chi_Minh',
  })
  head.textContent = `${at} · ${of.name}`
  const text = document.createElement('span')
  const act = ACTS[of.act]
  one.className = act ? 'aside' : of.act
  text.textContent = act ? ` ${act}${of.act === 'opened' || of.act === 'signed' ? '' : ` ${of.text}`}` : `\n${of.text}`
  if (of.act === 'measured') {
    text.textContent = ` ${say('đo', 'measured')} ${of.text}`
    measured.push({ ...of.about, text: of.text })
    mark()
  }
  one.append(head, text)
  by('lines').append(one)
  by('lines').scrollTop = by('lines').scrollHeight
  if (of.act === 'joined') {
    // Whoever is here answers him who comes; what was before I came is history.
    if (of.by === me) arrived = true
    if (arrived) {
      greet(of)
      tell({ kind: 'here' })
    }
  }
  if (of.act === 'left') {
    people.delete(of.by)
    fingers.delete(of.by)
    listPeople()
    mark()
  }
}

const HEARD = {
  line,
  here: greet,
  pointed(of) {
    greet(of)
    if (of.by === me) return
    if (of.at) fingers.set(of.by, of)
    else fingers.delete(of.by)
    mark()
  },
  viewed(of) {
    greet(of)
    if (of.by === me || !by('follow').checked) return
    const found = runs.findIndex(({ uid }) => uid === of.series)
    if (found < 0) return
    run = found
    number = of.picture
    by('runs').value = String(run)
    by('windows').value = of.window ? of.window.join(',') : ''
    draw()
  },
}

let tries = 0
function connect() {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  socket = new WebSocket(`${scheme}://${location.host}/hoi-chan/${key}/line`)
  socket.addEventListener('open', () => {
    tries = 0
    arrived = false
    people.clear()
    listPeople()
    status(say('Đã nối', 'Connected'))
  })
  socket.addEventListener('message', (event) => {
    const of = JSON.parse(event.data)
    HEARD[of.kind]?.(of)
  })
  socket.addEventListener('close', (event) => {
    if (event.code === 4001 || event.code === 1008) {
      status(say('Hội chẩn đã kết thúc hoặc lời mời đã rút.', 'Over, or your invitation has ended.'))
      for (const each of document.querySelectorAll('#say textarea, #say button')) each.disabled = true
      return
    }
    status(say('Mất kết nối, đang nối lại…', 'Line lost, connecting again…'))
    setTimeout(connect, Math.min(15_000, 1000 * 2 ** tries++))
  })
}

function status(text) {
  document.querySelector('[data-state]').textContent = text
}

async function begin() {
  const answer = await fetch(`/hoi-chan/${key}/state?lang=${main.dataset.lang}`)
  if (!answer.ok) return location.reload()
  const state = await answer.json()
  me = state.me
  runs = state.runs
  document.querySelector('[data-patient]').textContent = state.about.patient
  document.querySelector('[data-study]').textContent = state.about.study
  document.querySelector('[data-question]').textContent = state.about.question
  document.querySelector('[data-opened]').textContent = state.about.opened
  by('runs').replaceChildren(...runs.map(({ title }, place) => new Option(title, place)))
  if (state.guest) offerReading(state.guest)
  number = Math.ceil((runs[0]?.pictures ?? 1) / 2)
  listPeople()
  draw()
  connect()
}
addEventListener('DOMContentLoaded', begin)
