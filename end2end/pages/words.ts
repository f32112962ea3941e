/** The texts that these tests wait for, besides headings and names: enough English words to identify each. */
export const words = {
  empty: /enter the code/i,
  tooShort: /too short/i,
  wrongSymbol: /never contain/i,
  mistyped: /typing mistake/i,
  unknown: /don't recognize this code/i,
  used: /already been used/i,
  expired: /has expired/i,
  tooMany: /too many attempts/i,
  compareFirst: /compare the code/i,
  wrongPassword: /name and password don't match/i,
  nameMissing: /enter your email/i,
  signedOut: /you're signed out/i,
  accountChanged: /changed in another tab/i,
  onceMore: /ask you to verify it's you/i,
  nothingDone: /need to verify it's you first/i,
  abroad: /from another country/i,
  sameNetwork: /the same network/i,
  otherNetwork: /a different network/i,
  notStartedHere: /if you didn't start this on a device in front of you, decline/i,
  collected: /is signed in/i,
  waiting: /waiting for your device/i,
  notCollected: /hasn't finished signing in/i,
  restart: /restart the device/i,
  neverCollected: /didn't finish signing in before its code expired/i,
  noScript: /JavaScript/,
  outOfDate: /this page is out of date/i,
  newerVersion: /a newer version of this page/i,
} as const;

/** The kinds of device, in the page's words. */
export const kinds = { console: 'Game console', pc: 'Computer', office: 'Office app', tv: 'TV', app: 'App' } as const;
