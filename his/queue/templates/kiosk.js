// Prints the ticket, then goes back; on the first page the scanner's field stays ready.
(function () {
  'use strict'
  // One press, one number: whoever taps twice does not leave a number that nobody answers to.
  var sent = false
  document.addEventListener('submit', function (event) {
    if (sent) event.preventDefault()
    sent = true
  })
  window.onpageshow = function () { sent = false }
  var ticket = document.getElementById('ticket')
  if (ticket) {
    if (ticket.getAttribute('data-print') && !navigator.webdriver) window.print()
    setTimeout(function () { location.replace('/kiosk') }, 1000 * Number(ticket.getAttribute('data-seconds')))
    return
  }
  var field = document.getElementById('scan')
  if (!field) return
  field.focus()
  field.onblur = function () { setTimeout(function () {
    if (document.activeElement === document.body) field.focus()
  }, 200) }
  document.addEventListener('contextmenu', function (event) { event.preventDefault() })
})()
