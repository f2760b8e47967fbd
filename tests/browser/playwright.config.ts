import { defineConfig } from '@playwright/test';

// Chromium is the system's own (SOUNDINGS_CHROMIUM, set by `cargo xtask test`): nothing is downloaded.
export default defineConfig({
  testDir: '.',
  outputDir: './results',
  snapshotPathTemplate: '{testDir}/goldens/{arg}{ext}',
  fullyParallel: true,
  workers: 2,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: process.env.SOUNDINGS_BROWSER_REPORT ?? 'results/report.json' }]],
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    launchOptions: {
      executablePath: process.env.SOUNDINGS_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
    },
    trace: 'retain-on-failure',
  },
});
