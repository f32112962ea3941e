// npm run screenshots -- OUTDIR
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('Where to? npm run screenshots -- OUTDIR');
  process.exit(2);
}
const root = path.resolve(import.meta.dirname, '..');
const { status } = spawnSync('npx', ['playwright', 'test', '-c', 'screenshots/screenshots.config.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, SCREENSHOTS: path.resolve(folder) },
});
process.exit(status ?? 1);
