/* Works from a disc, without a server, in any browser of the last ten years. */
(function () {
  'use strict'
  var $ = function (id) { return document.getElementById(id) }
  var runs = [], run = null, at = 0, zoom = 1, x = 0, y = 0, turned = false, timer = null
  $('who').textContent = DISC.head.who
  $('house').textContent = DISC.head.house
  DISC.studies.forEach(function (study) {
    study.series.forEach(function (series) {
      var mine = { pictures: series.pictures, clip: series.clip }
      var button = document.createElement('button')
      button.type = 'button'
      var image = document.createElement('img')
      image.alt = ''
      image.loading = 'lazy'
      image.src = 'VIEWER/' + series.pictures[Math.floor(series.pictures.length / 2)]
      button.appendChild(image)
      button.appendChild(document.createTextNode(study.date + ' ' + (series.title || study.title) + ' (' + series.pictures.length + ')'))
      button.onclick = function () { open(mine) }
      mine.button = button
      runs.push(mine)
      $('runs').appendChild(button)
    })
  })
  function open(which) {
    if (run) run.button.removeAttribute('aria-current')
    run = which
    run.button.setAttribute('aria-current', 'true')
    at = 0
    $('place').max = run.pictures.length - 1
    stop()
    fit()
    show()
    if (run.clip) play()
  }
  function show() {
    $('picture').src = 'VIEWER/' + run.pictures[at]
    $('place').value = at
    $('count').textContent = at + 1 + ' / ' + run.pictures.length
    if (at + 1 < run.pictures.length) new Image().src = 'VIEWER/' + run.pictures[at + 1]
  }
  function go(by) {
    if (!run) return
    at = Math.max(0, Math.min(run.pictures.length - 1, at + by))
    show()
  }
  function play() {
    if (timer) return stop()
    timer = setInterval(function () { at = (at + 1) % run.pictures.length; show() }, 66)
  }
  function stop() { clearInterval(timer); timer = null }
  function look() {
    var shown = $('picture').style
    shown.transform = 'translate(' + x + 'px,' + y + 'px) scale(' + zoom + ')'
    shown.filter = 'brightness(' + $('light').value + '%) contrast(' + $('contrast').value + '%)' + (turned ? ' invert(1)' : '')
  }
  function fit() { zoom = 1; x = y = 0; look() }
  function nearer(by) { zoom = Math.max(0.5, Math.min(12, zoom * by)); look() }
  $('back').onclick = function () { go(-1) }
  $('next').onclick = function () { go(1) }
  $('play').onclick = play
  $('fit').onclick = function () { $('light').value = $('contrast').value = 100; turned = false; fit() }
  $('turn').onclick = function () { turned = !turned; look() }
  $('light').oninput = $('contrast').oninput = look
  $('place').oninput = function () { at = Number(this.value); show() }
  var stage = $('stage'), held = null
  stage.addEventListener('wheel', function (e) {
    e.preventDefault()
    if (e.ctrlKey) nearer(e.deltaY < 0 ? 1.15 : 0.87)
    else go(e.deltaY > 0 ? 1 : -1)
  })
  stage.addEventListener('pointerdown', function (e) { held = { x: e.clientX - x, y: e.clientY - y, from: e.clientY, step: 0 } ; stage.setPointerCapture(e.pointerId) })
  stage.addEventListener('pointermove', function (e) {
    if (!held) return
    if (zoom > 1 || e.shiftKey) { x = e.clientX - held.x; y = e.clientY - held.y; look(); return }
    var step = Math.round((e.clientY - held.from) / 14)
    if (step !== held.step) { go(step - held.step); held.step = step }
  })
  stage.addEventListener('pointerup', function () { held = null })
  stage.addEventListener('dblclick', function () { if (zoom > 1) fit(); else nearer(2) })
  document.addEventListener('keydown', function (e) {
    var act = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[e.key]
    if (e.target.tagName === 'INPUT') return
    if (act) { e.preventDefault(); go(act) }
    if (e.key === '+') nearer(1.2)
    if (e.key === '-') nearer(0.83)
    if (e.key === ' ') { e.preventDefault(); play() }
  })
  if (runs.length) open(runs[0])
  else $('count').textContent = '0'
})()
