// Reads calls aloud and loads the board anew. Old televisions run it: no modules, no arrows.
(function () {
  'use strict'
  var KEY = 'his54.board.called'
  var queue = []
  var speaking = false
  var context = null

  function board() { return document.getElementById('board') }
  function called() {
    var seen = {}
    try { seen = JSON.parse(sessionStorage.getItem(KEY) || '{}') } catch (e) { seen = {} }
    return seen
  }
  function each(list, act) { for (var i = 0; i < list.length; i++) act(list[i]) }

  function vietnamese() {
    var found = null
    if (!window.speechSynthesis) return null
    each(window.speechSynthesis.getVoices(), function (voice) {
      if (!found && voice.lang && voice.lang.toLowerCase().indexOf('vi') === 0) found = voice
    })
    return found
  }

  function unlocked() {
    var Audio = window.AudioContext || window.webkitAudioContext
    if (!context && Audio) context = new Audio()
    if (context && context.state === 'suspended') context.resume()
    return context && context.state !== 'suspended'
  }

  function chime(then) {
    if (!unlocked()) { then(); return }
    var asked = document.getElementById('sound')
    if (asked) asked.parentNode.removeChild(asked)
    var now = context.currentTime
    each([[880, 0], [660, 0.35]], function (tone) {
      var sound = context.createOscillator()
      var loud = context.createGain()
      sound.frequency.value = tone[0]
      loud.gain.setValueAtTime(0.25, now + tone[1])
      loud.gain.exponentialRampToValueAtTime(0.001, now + tone[1] + 0.6)
      sound.connect(loud)
      loud.connect(context.destination)
      sound.start(now + tone[1])
      sound.stop(now + tone[1] + 0.6)
    })
    setTimeout(then, 1000)
  }

  // "A012" becomes "A 12": the number as people say it.
  function number(label) {
    var letters = label.replace(/[0-9]/g, '').split('').join(' ')
    var digits = label.replace(/[^0-9]/g, '').replace(/^0+(?=.)/, '')
    return (letters + ' ' + digits).replace(/^ /, '')
  }

  function speak(call, voice, then) {
    var room = call.room.replace(/([A-Za-z])/g, '$1 ')
    var text = 'Mời số ' + number(call.label) + ', vào phòng ' + room
    if (call.counter) text += ', ' + call.counter
    var said = new window.SpeechSynthesisUtterance(text)
    var ended = false
    function end() { if (!ended) { ended = true; then() } }
    said.voice = voice
    said.lang = voice.lang
    said.rate = 0.9
    said.onend = end
    said.onerror = end
    setTimeout(end, 15000)
    window.speechSynthesis.speak(said)
  }

  function play(call, then) {
    var words = ['moi'].concat(number(call.label).toLowerCase().replace(/ /g, '').split(''))
    words = words.concat(['vao'], call.room.toLowerCase().replace(/[^a-z0-9]/g, '').split(''))
    function next() {
      if (!words.length) { then(); return }
      var clip = new window.Audio('/board/clips/' + words.shift() + '.wav')
      clip.onended = next
      clip.onerror = next
      var started = clip.play()
      if (started && started.catch) started.catch(next)
    }
    next()
  }

  function say() {
    if (speaking || !queue.length) return
    speaking = true
    var call = queue.shift()
    var how = board().getAttribute('data-voice')
    var done = function () { speaking = false; document.body.className = ''; say() }
    document.body.className = 'flash'
    if (how === 'off') { setTimeout(done, 1500); return }
    chime(function () {
      var voice = vietnamese()
      if (how === 'voice' && voice) speak(call, voice, done)
      else if (how === 'voice' && board().getAttribute('data-clips')) play(call, done)
      else setTimeout(done, 1200)
    })
  }

  function look() {
    var seen = called()
    var first = sessionStorage.getItem(KEY) === null
    each(document.querySelectorAll('[data-call]'), function (shown) {
      var key = shown.getAttribute('data-room') + '/' + shown.getAttribute('data-call')
      var times = Number(shown.getAttribute('data-times') || 1)
      if (!first && times > (seen[key] || 0)) {
        queue.push({
          label: shown.getAttribute('data-call'),
          room: shown.getAttribute('data-room'),
          counter: shown.getAttribute('data-counter'),
        })
      }
      seen[key] = Math.max(times, seen[key] || 0)
    })
    sessionStorage.setItem(KEY, JSON.stringify(seen))
    say()
  }

  function refresh() {
    var here = board()
    var asked = new XMLHttpRequest()
    asked.open('GET', here.getAttribute('data-next'))
    asked.onload = function () {
      if (asked.status === 200) {
        var page = new DOMParser().parseFromString(asked.responseText, 'text/html')
        var fresh = page.getElementById('board')
        if (fresh) here.parentNode.replaceChild(fresh, here)
        look()
      }
      later()
    }
    asked.onerror = later
    asked.ontimeout = later
    asked.timeout = 10000
    asked.send()
  }
  function later() { setTimeout(refresh, Number(board().getAttribute('data-seconds')) * 1000) }

  // A browser lets a page sound after somebody touched it once (or with the kiosk's own switch).
  function offerSound() {
    if (board().getAttribute('data-voice') === 'off') return
    var button = document.createElement('button')
    button.id = 'sound'
    button.type = 'button'
    button.textContent = 'Bật âm thanh · Sound on'
    button.onclick = function () { unlocked(); button.parentNode.removeChild(button) }
    document.body.appendChild(button)
  }

  if (window.speechSynthesis) window.speechSynthesis.getVoices()
  look()
  offerSound()
  later()
})()
