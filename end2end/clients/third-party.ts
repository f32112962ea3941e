import path from 'node:path';
import { long } from '../fixtures/long.ts';
import { python } from '../fixtures/python.ts';
import { tool } from '../fixtures/tools.ts';
import { Program } from './program.ts';

const at = (file: string): string => path.join(import.meta.dirname, 'third-party', file);
/** Python's output isn't buffered, so that a code is seen at once. */
const inPython = (file: string) => (): string[] => [python(), '-u', at(file)];

interface Library {
  /** The command that starts the program, which is as small as an example in the library's manual. */
  readonly command: () => string[];
  /** Whether the library can refresh tokens. */
  readonly refreshes: boolean;
  /** Only `make long` plays it, because Debian's Go is 450 MB. */
  readonly long?: true;
}

/** Libraries and programs from npm, PyPI and Debian, unmodified. More are in `libraries.ts`, the examples and the server's stories. */
const LIBRARIES: Record<string, Library> = {
  'openid-client 5': { command: () => [process.execPath, at('openid-client-5.mjs')], refreshes: true },
  Authlib: { command: inPython('authlib_session.py'), refreshes: true },
  'aiohttp-oauth2-client': { command: inPython('aiohttp_device_code.py'), refreshes: true },
  'requests-oauthlib': { command: inPython('requests_oauthlib_session.py'), refreshes: true },
  keystoneauth1: { command: inPython('keystoneauth1_plugin.py'), refreshes: false },
  'oidc-agent': { command: () => [at('oidc-agent.sh')], refreshes: true },
  'github.com/cli/oauth': { command: () => [tool('cli-oauth', 'long')], refreshes: true, long: true },
};

/** The names of all of them, also of those that only `make long` plays. */
export const thirdPartyNames = Object.keys(LIBRARIES);

/** Each library's name, and whether it refreshes. */
export const thirdParty = Object.entries(LIBRARIES)
  .filter(([, library]) => long || !library.long)
  .map(([name, { refreshes }]) => ({ name, refreshes }));

export const startThirdParty = (name: string, issuer: string, client: string): Program =>
  new Program([...LIBRARIES[name]!.command(), issuer, client]);

/** What Authlib's validators say against the metadata, a line for each complaint. */
export const metadataCheck = (issuer: string): string[] => [...inPython('authlib_metadata.py')(), issuer];
