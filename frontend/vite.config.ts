import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const backend = process.env.HIS54_URL ?? 'http://127.0.0.1:8054'

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    // Windows 7 PCs stop at Chrome 109.
    target: ['chrome109', 'safari16.4', 'firefox115'],
    manifest: true,
    assetsInlineLimit: 0,
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      ['/api', '/login', '/print', '/static'].map((path) => [path, backend]),
    ),
  },
  test: { environment: 'happy-dom', setupFiles: ['src/kernel/testing.setup.ts'] },
})
