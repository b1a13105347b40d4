import { readFileSync } from 'node:fs'
import { defineConfig } from '@hey-api/openapi-ts'

/** OpenAPI 3.1 says `contentMediaType` of a file, the generator knows only 3.0's `binary`. */
const description = JSON.parse(readFileSync('openapi.json', 'utf8'), (_, value) =>
  value?.contentMediaType === 'application/octet-stream' ? { ...value, format: 'binary' } : value,
)

export default defineConfig({
  input: description,
  output: { path: 'src/kernel/api', clean: true },
  plugins: [
    { name: '@hey-api/client-fetch', runtimeConfigPath: '../client', throwOnError: true },
    '@hey-api/typescript',
    '@hey-api/sdk',
    '@tanstack/react-query',
  ],
})
