// Pictures of addresses, at the sizes and in the colours by which screens are judged.
// node shots.mjs http://127.0.0.1:5173 / /gallery   (CHROMIUM, SHOTS=folder, COOKIE=name=value)
import { mkdirSync } from 'node:fs'
import axe from 'axe-core'
import { chromium } from 'playwright-core'

const [base, ...paths] = process.argv.slice(2)
const folder = process.env.SHOTS ?? '.shots'
const SIZES = [
  { width: 1366, height: Number(process.env.TALL ?? 768) },
  { width: 390, height: Number(process.env.TALL ?? 844) },
  ...(process.env.LARGE ? [{ width: 1920, height: 1080 }] : []),
]
const cookie = process.env.COOKIE?.split('=')

mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
for (const viewport of SIZES) {
  for (const colorScheme of ['light', 'dark']) {
    for (const language of (process.env.LANGUAGES ?? 'vi').split(',')) {
      const context = await browser.newContext({ viewport, bypassCSP: true })
      if (cookie) {
        await context.addCookies([{ name: cookie[0], value: cookie.slice(1).join('='), url: base }])
      }
      await context.addInitScript(
        ([scheme, said]) => {
          localStorage.setItem('mantine-color-scheme-value', scheme)
          localStorage.setItem('language', said)
        },
        [colorScheme, language],
      )
      const page = await context.newPage()
      page.on('console', (line) => {
        if (line.type() === 'error') console.log('console:', line.text())
      })
      page.on('pageerror', (error) => console.log('error:', error.message))
      for (const path of paths) {
        await page.goto(base + path, { waitUntil: 'load' })
        await page.waitForTimeout(1500)
        const name = [path.replaceAll(/\W+/g, '-') || 'home', viewport.width, colorScheme, language]
        await page.screenshot({ path: `${folder}/${name.join('_')}.png` })
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        )
        if (wide > 0) console.log(`${name.join(' ')}: ${wide} px too wide`)
        await page.addScriptTag({ content: axe.source })
        const { violations } = await page.evaluate(() => globalThis.axe.run())
        for (const each of violations) {
          console.log(
            `${name.join(' ')}: axe ${each.impact} ${each.id}: ${each.nodes.map((n) => n.target.join(' ')).slice(0, 4)}`,
          )
        }
      }
      await context.close()
    }
  }
}
await browser.close()
