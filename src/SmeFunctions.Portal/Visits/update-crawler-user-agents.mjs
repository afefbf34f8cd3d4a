// Renews crawler-user-agents.txt from the package crawler-user-agents: node src/SmeFunctions.Portal/Visits/update-crawler-user-agents.mjs
// The package's patterns are regular expressions. Nearly all of them are plain words; those are written as they are, one a line, with a
// leading ^ where the header must begin with the word. What is a real expression is named on standard error and left out.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// People try the API with curl; their visits count.
const people = ['^curl'];

const folder = mkdtempSync(join(tmpdir(), 'crawlers-'));
try {
  execFileSync('npm', ['install', '--silent', '--no-save', '--prefix', folder, 'crawler-user-agents@latest'], { stdio: 'inherit' });
  const source = join(folder, 'node_modules', 'crawler-user-agents');
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const license = readFileSync(join(source, 'LICENSE'), 'utf8').trim();
  const patterns = JSON.parse(readFileSync(join(source, 'crawler-user-agents.json'), 'utf8')).map(entry => entry.pattern);

  const words = new Set();
  for (const pattern of patterns) {
    const expanded = expand(pattern).map(unescape);
    if (expanded.includes(null)) {
      console.error(`Left out: ${pattern}`);
    } else {
      expanded.filter(word => !people.includes(word)).forEach(word => words.add(word));
    }
  }

  const header = [
    `Words by which programs name themselves in the header User-Agent, of the package crawler-user-agents ${version} (${new Date().toISOString().slice(0, 10)}).`,
    'Written by update-crawler-user-agents.mjs. A leading ^ stands for the beginning of the header. The data are under this licence:',
    '', ...license.split('\n'),
  ];
  const lines = [...header.map(line => `# ${line}`.trimEnd()), ...[...words].sort()];
  writeFileSync(join(dirname(fileURLToPath(import.meta.url)), 'crawler-user-agents.txt'), lines.join('\n') + '\n');
} finally {
  rmSync(folder, { recursive: true });
}

// [wW]get is wget and Wget.
function expand(pattern) {
  const choice = /(?<!\\)\[([A-Za-z]+)\]/.exec(pattern);
  return choice === null ? [pattern] : [...choice[1]].flatMap(letter => expand(pattern.replace(choice[0], letter)));
}

function unescape(pattern) {
  const start = pattern.startsWith('^') ? '^' : '';
  const word = pattern.slice(start.length).replace(/\\([^A-Za-z0-9])/g, '\u0000$1');
  return /(?<!\u0000)[.*+?()[\]{}|^$\\]/.test(word) ? null : start + word.replaceAll('\u0000', '');
}
